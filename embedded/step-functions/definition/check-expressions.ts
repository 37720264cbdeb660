import { type CompiledExpression, compileExpression } from '../expressions/evaluate-expression.ts';
import type { ExpressionCache } from '../expressions/evaluate-template.ts';
import { expressionText } from '../expressions/expression-text.ts';
import { findUnsupportedReferences } from '../expressions/unsupported-references.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type Diagnostic, problem } from './diagnostic.ts';
import { type ExpressionField, fieldsWithExpressions } from './fields-with-expressions.ts';
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
