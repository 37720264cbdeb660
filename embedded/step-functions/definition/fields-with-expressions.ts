import type { Json } from '../json.ts';
import type { State } from './state-schema.ts';

/** A field of a state that may hold expressions. */
export interface ExpressionField {
  /** The field as AWS names it: `Choices[0]/Condition`. */
  name: string;
  template: Json;
  /** What of `$states` exists here beside the input and the context: the error in a catcher, the result of a state that has one. */
  reads: 'errorOutput' | 'result' | undefined;
}

const plainFields = [
  'Arguments',
  'Output',
  'Assign',
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Seconds',
  'Timestamp',
  'Error',
  'Cause',
  'Items',
  'ItemSelector',
  'MaxConcurrency',
] as const;

const statesWithResult: ReadonlySet<State['Type']> = new Set(['Task', 'Parallel', 'Map']);
const fieldsWithResult: ReadonlySet<string> = new Set(['Output', 'Assign']);

/** Every field of a state that may hold expressions. */
export function fieldsWithExpressions(state: State): ExpressionField[] {
  const fields: ExpressionField[] = [];
  const add = (name: string, template: Json | undefined, reads?: ExpressionField['reads']): void => {
    if (template !== undefined) fields.push({ name, template, reads });
  };
  const values: Readonly<Record<string, unknown>> = state;
  // The schema has proved that each of these holds JSON.
  for (const name of plainFields) {
    const reads = statesWithResult.has(state.Type) && fieldsWithResult.has(name) ? 'result' : undefined;
    add(name, values[name] as Json | undefined, reads);
  }
  if (state.Type === 'Choice') {
    for (const [index, rule] of state.Choices.entries()) {
      add(`Choices[${index}]/Condition`, rule.Condition);
      add(`Choices[${index}]/Assign`, rule.Assign);
      add(`Choices[${index}]/Output`, rule.Output);
    }
  }
  if ('Catch' in state) {
    for (const [index, catcher] of (state.Catch ?? []).entries()) {
      add(`Catch[${index}]/Assign`, catcher.Assign, 'errorOutput');
      add(`Catch[${index}]/Output`, catcher.Output, 'errorOutput');
    }
  }
  return fields;
}
