import { type CompiledExpression, compileExpression, expressionText } from '../expressions/evaluate-expression.ts';
import type { ExpressionCache } from '../expressions/evaluate-template.ts';
import { findUnsupportedReferences } from '../expressions/unsupported-references.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type Diagnostic, problem } from './state-machine-definition.ts';
import type { State } from './state-schema.ts';

/** Characters of an expression that a message shows. */
const shownLength = 200;

/** Parses every expression of a state into the cache and finds those that AWS would refuse. */
export function checkExpressions(state: State, location: string, expressions: ExpressionCache): Diagnostic[] {
  return fieldsWithExpressions(state).flatMap((field) =>
    [...stringsIn(field.template, `${location}/${field.name}`)].flatMap(([text, at]) =>
      checkText(text, at, field, expressions),
    ),
  );
}

function checkText(text: string, at: string, field: ExpressionField, expressions: ExpressionCache): Diagnostic[] {
  const source = expressionText(text);
  if (source === undefined) {
    if (!text.startsWith('{%')) return [];
    const message = `An expression must end with "%}", found ${JSON.stringify(text.slice(0, shownLength))}`;
    return [problem('INVALID_JSONATA_EXPRESSION', message, at)];
  }
  let expression: CompiledExpression;
  try {
    expression = compileExpression(source);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : messageOf(cause);
    return [problem('INVALID_JSONATA_EXPRESSION', `${reason} in ${JSON.stringify(source.slice(0, shownLength))}`, at)];
  }
  expressions.set(source, expression);
  return findUnsupportedReferences(expression.ast(), field.reads).map((message) =>
    problem('UNSUPPORTED_JSONATA_EXPRESSION', message, at),
  );
}

function messageOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);
}

function* stringsIn(template: Json, at: string): Generator<[string, string]> {
  if (typeof template === 'string') yield [template, at];
  else if (Array.isArray(template)) {
    for (const [index, item] of template.entries()) yield* stringsIn(item, `${at}[${index}]`);
  } else if (isJsonObject(template)) {
    for (const [key, part] of Object.entries(template)) yield* stringsIn(part, `${at}/${key}`);
  }
}

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
