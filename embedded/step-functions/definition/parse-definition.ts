import type * as z from 'zod';
import type { ExpressionCache } from '../expressions/evaluate-template.ts';
import { parseJson } from '../payload.ts';
import { checkExpressions } from './check-expressions.ts';
import { checkStateFields, checkStateNames, checkTransitions } from './check-states.ts';
import {
  type Diagnostic,
  itemProcessorPointer,
  problem,
  type StateMachineDefinition,
  statePointer,
  type Workflow,
} from './state-machine-definition.ts';
import { definitionSchema, itemProcessorSchema, type State, stateSchema } from './state-schema.ts';

/** A definition that can run, or everything that is wrong with it. */
export type ParsedDefinition =
  | { readonly ok: true; readonly definition: StateMachineDefinition }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Parses a definition in the Amazon States Language (JSONata) and checks everything that can be known before it runs. */
export const parseDefinition = (text: string): ParsedDefinition => parseAndCheck(text, checkExpressions);

/**
 * Parses a definition that `parseDefinition` accepted before it was stored, perhaps in an earlier version. Its expressions, whose
 * compilation takes most of the time, are compiled when they are first evaluated.
 */
export const parseStoredDefinition = (text: string): ParsedDefinition => parseAndCheck(text, () => []);

/** @param check finds what is wrong with the expressions of a state */
function parseAndCheck(text: string, check: typeof checkExpressions): ParsedDefinition {
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
      diagnostics.push(...checkStateFields(state, location), ...check(state, location, expressions));
    }
  }
  diagnostics.push(...checkStateNames(workflows));
  if (diagnostics.length > 0) return { ok: false, diagnostics };
  return { ok: true, definition: { timeoutSeconds: shape.TimeoutSeconds, workflows, expressions } };
}

interface WorkflowShape {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, unknown>>;
}

/** Parses a workflow and those nested in it into `workflows`, by JSON pointer; problems go into `diagnostics`. */
function parseWorkflows(
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
    if (state.Type !== 'Map') continue;
    const inner = itemProcessorPointer(pointer, name);
    const processor = parseWith(itemProcessorSchema, state.ItemProcessor, inner, diagnostics);
    if (processor !== undefined) parseWorkflows(processor, inner, workflows, diagnostics);
  }
}

/** Parses one object of a definition; returns undefined when it does not fit, with the reasons in `diagnostics`. */
function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  pointer: string,
  diagnostics: Diagnostic[],
): z.infer<Schema> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${String(part)}`)).join('');
    const message = queryLanguageProblem(value, issue.path) ?? issue.message;
    diagnostics.push(problem('SCHEMA_VALIDATION_FAILED', message, `${pointer}${path}` || '/'));
  }
  return undefined;
}

function queryLanguageProblem(value: unknown, path: readonly PropertyKey[]): string | undefined {
  if (path.length !== 1 || path[0] !== 'QueryLanguage') return undefined;
  const found =
    typeof value === 'object' && value !== null && 'QueryLanguage' in value ? value.QueryLanguage : 'JSONPath';
  return `QueryLanguage must be "JSONata", found ${JSON.stringify(found)}: JSONPath is not supported. Rewrite the paths as {% … %} expressions`;
}
