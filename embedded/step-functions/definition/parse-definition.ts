import type * as z from 'zod';
import type { ExpressionCache } from '../expressions/evaluate-template.ts';
import { parseJson } from '../parse-json.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkStateFields, checkStateNames, checkTransitions } from './check-states.ts';
import { checkVariables } from './check-variables.ts';
import {
  branchPointer,
  type Diagnostic,
  itemProcessorPointer,
  problem,
  type StateMachineDefinition,
  statePointer,
  type Workflow,
} from './state-machine-definition.ts';
import { branchSchema, definitionSchema, itemProcessorSchema, type State, stateSchema } from './state-schema.ts';

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

interface WorkflowShape {
  StartAt: string;
  States: Readonly<Record<string, unknown>>;
}

/** Parses a workflow and all that nest in it, into `workflows` by JSON pointer; what is wrong goes into `diagnostics`. */
export function parseWorkflows(
  shape: WorkflowShape,
  pointer: string,
  workflows: Map<string, Workflow>,
  diagnostics: Diagnostic[],
): void {
  const states = new Map<string, State>();
  workflows.set(pointer, { startAt: shape.StartAt, states });
  for (const [name, value] of Object.entries(shape.States)) {
    const state = parseWith(stateSchema, value, statePointer(pointer, name), diagnostics);
    if (state === undefined) continue;
    states.set(name, state);
    const nest = (schema: typeof branchSchema | typeof itemProcessorSchema, inner: unknown, at: string): void => {
      const nested = parseWith(schema, inner, at, diagnostics);
      if (nested !== undefined) parseWorkflows(nested, at, workflows, diagnostics);
    };
    if (state.Type === 'Map') nest(itemProcessorSchema, state.ItemProcessor, itemProcessorPointer(pointer, name));
    if (state.Type === 'Parallel') {
      for (const [index, branch] of state.Branches.entries())
        nest(branchSchema, branch, branchPointer(pointer, name, index));
    }
  }
}

/** Parses one object of a definition; undefined when it does not fit, and then the reasons are in `diagnostics`. */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  pointer: string,
  diagnostics: Diagnostic[],
): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${String(part)}`)).join('');
    const message = queryLanguageRefusal(value, issue.path) ?? issue.message;
    diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, `${pointer}${path}` || '/'));
  }
  return undefined;
}

function queryLanguageRefusal(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (path.length !== 1 || path[0] !== 'QueryLanguage') return undefined;
  const found =
    typeof value === 'object' && value !== null && 'QueryLanguage' in value ? value.QueryLanguage : 'JSONPath';
  return `QueryLanguage must be "JSONata", found ${JSON.stringify(found)}: only JSONata state machines run here. Rewrite the paths as {% … %} expressions`;
}
