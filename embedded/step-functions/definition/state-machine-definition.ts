import type { ExpressionCache } from '../expressions/evaluate-template.ts';
import type { State } from './state-schema.ts';

/** States with a start: the whole state machine, or the processor of a Map. */
export interface Workflow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A definition that passed every check. */
export interface StateMachineDefinition {
  /** Seconds after which an execution ends as TIMED_OUT; undefined for never. */
  readonly timeoutSeconds: number | undefined;
  /** Every workflow by its JSON pointer; the state machine itself is at ''. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  readonly expressions: ExpressionCache;
}

/** One problem of a definition, as ValidateStateMachineDefinition reports it. */
export interface Diagnostic {
  readonly severity: 'ERROR';
  readonly code: string;
  readonly message: string;
  /** JSON pointer into the definition. */
  readonly location: string;
}

/** Returns a diagnostic of severity ERROR. */
export function problem(code: string, message: string, location: string): Diagnostic {
  return { severity: 'ERROR', code, message, location };
}

/** Returns the JSON pointer of a state. */
export function statePointer(workflow: string, state: string): string {
  return `${workflow}/States/${state}`;
}

/** Returns the JSON pointer of the processor of a Map state. */
export function itemProcessorPointer(workflow: string, state: string): string {
  return `${statePointer(workflow, state)}/ItemProcessor`;
}
