import type * as z from 'zod';
import { type Diagnostic, problem } from './diagnostic.ts';
import { branchPointer, itemProcessorPointer, statePointer, type Workflow } from './state-machine-definition.ts';
import { branchSchema, itemProcessorSchema, type State, stateSchema } from './state-schema.ts';

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
