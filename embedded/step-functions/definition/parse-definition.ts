import type { ExpressionCache } from '../expressions/evaluate-template.ts';
import { parseJson } from '../parse-json.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkStateFields } from './check-state-fields.ts';
import { checkStateNames } from './check-state-names.ts';
import { checkTransitions } from './check-transitions.ts';
import { checkVariables } from './check-variables.ts';
import { type Diagnostic, problem } from './diagnostic.ts';
import { parseWith, parseWorkflows } from './parse-workflows.ts';
import { type StateMachineDefinition, statePointer, type Workflow } from './state-machine-definition.ts';
import { definitionSchema } from './state-schema.ts';

/** A definition that can run, or all that is wrong with it. */
export type ParsedDefinition =
  | { ok: true; definition: StateMachineDefinition }
  | { ok: false; diagnostics: readonly Diagnostic[] };

/** Parses the text of a definition in the Amazon States Language (JSONata) and checks all that can be known before it runs. */
export function parseDefinition(text: string): ParsedDefinition {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { ok: false, diagnostics: [problem('INVALID_JSON_DESCRIPTION', reason, '/')] };
  }
  const diagnostics: Diagnostic[] = [];
  const shape = parseWith(definitionSchema, value, '', diagnostics);
  if (shape === undefined) return { ok: false, diagnostics };
  const workflows = new Map<string, Workflow>();
  parseWorkflows(shape, '', workflows, diagnostics);
  // States that do not parse would be reported a second time as missing targets.
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  const expressions: ExpressionCache = new Map();
  for (const [pointer, workflow] of workflows) {
    diagnostics.push(...checkTransitions(workflow, pointer));
    for (const [name, state] of workflow.states) {
      const location = statePointer(pointer, name);
      diagnostics.push(...checkStateFields(state, location), ...checkExpressions(state, location, expressions));
    }
  }
  diagnostics.push(...checkStateNames(workflows), ...checkVariables(workflows));
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return { ok: true, definition: { timeoutSeconds: shape.TimeoutSeconds, workflows, expressions } };
}
