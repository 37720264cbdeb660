import type { ExpressionCache } from '../expressions/evaluate-template.ts';
import type { State } from './state-schema.ts';

/** States with a start: the whole machine, one branch of a Parallel, or the processor of a Map. */
export interface Workflow {
  startAt: string;
  states: ReadonlyMap<string, State>;
}

/** A definition that passed every check, ready to run. */
export interface StateMachineDefinition {
  /** Seconds after which an execution ends as TIMED_OUT; undefined for never. */
  timeoutSeconds: number | undefined;
  /** Every workflow by its JSON pointer; the machine itself is at ''. */
  workflows: ReadonlyMap<string, Workflow>;
  expressions: ExpressionCache;
}

/** JSON pointer of a state. */
export function statePointer(workflow: string, state: string): string {
  return `${workflow}/States/${state}`;
}

/** JSON pointer of one branch of a Parallel state. */
export function branchPointer(workflow: string, state: string, index: number): string {
  return `${statePointer(workflow, state)}/Branches[${index}]`;
}

/** JSON pointer of the processor of a Map state. */
export function itemProcessorPointer(workflow: string, state: string): string {
  return `${statePointer(workflow, state)}/ItemProcessor`;
}

/** One thing that is wrong with a definition, as ValidateStateMachineDefinition answers it. */
export interface Diagnostic {
  severity: 'ERROR';
  code: string;
  message: string;
  /** JSON pointer into the definition. */
  location: string;
}

/** A diagnostic of severity ERROR. */
export function problem(code: string, message: string, location: string): Diagnostic {
  return { severity: 'ERROR', code, message, location };
}
