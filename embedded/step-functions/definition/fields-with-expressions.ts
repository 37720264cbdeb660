import type { Json } from '../json.ts';
import type { State } from './state-schema.ts';

/** A field of a state that may hold expressions. */
export interface ExpressionField {
  /** The field as AWS names it: `Choices[0]/Condition`. */
  name: string;
  template: Json;
  /** `$states.errorOutput` exists here: the field belongs to a catcher. */
  inCatch: boolean;
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
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
] as const;

/** Every field of a state that may hold expressions. */
export function fieldsWithExpressions(state: State): ExpressionField[] {
  const fields: ExpressionField[] = [];
  const add = (name: string, template: Json | undefined, inCatch: boolean): void => {
    if (template !== undefined) fields.push({ name, template, inCatch });
  };
  const values: Readonly<Record<string, unknown>> = state;
  // The schema has proved that each of these holds JSON.
  for (const name of plainFields) add(name, values[name] as Json | undefined, false);
  if (state.Type === 'Choice') {
    for (const [index, rule] of state.Choices.entries()) {
      add(`Choices[${index}]/Condition`, rule.Condition, false);
      add(`Choices[${index}]/Assign`, rule.Assign, false);
      add(`Choices[${index}]/Output`, rule.Output, false);
    }
  }
  if ('Catch' in state) {
    for (const [index, catcher] of (state.Catch ?? []).entries()) {
      add(`Catch[${index}]/Assign`, catcher.Assign, true);
      add(`Catch[${index}]/Output`, catcher.Output, true);
    }
  }
  return fields;
}
