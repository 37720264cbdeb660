import { isJsonObject, type JsonValue } from '../../../core/json.ts';
import { type CompiledExpression, expressionText } from '../expressions/evaluate-expression.ts';
import { cachedExpression, type ExpressionCache } from '../expressions/evaluate-template.ts';
import { usesNewerOperators } from '../expressions/newer-operators.ts';
import { findUnsupportedReferences } from '../expressions/unsupported-references.ts';
import { type Diagnostic, problem } from './state-machine-definition.ts';
import type { State } from './state-schema.ts';

/** Characters of an expression that a message shows. */
const SHOWN_LENGTH = 200;

const PLAIN_FIELDS = [
  'Arguments',
  'Output',
  'TimeoutSeconds',
  'HeartbeatSeconds',
  'Seconds',
  'Error',
  'Cause',
  'Items',
  'ItemSelector',
  'MaxConcurrency',
] as const;

const STATES_WITH_RESULT: ReadonlySet<State['Type']> = new Set(['Task', 'Map']);

/** A field of a state that may hold expressions. */
interface ExpressionField {
  /** The field as AWS names it, e.g. `Catch[0]/Output`. */
  readonly name: string;
  readonly template: JsonValue;
  /** What the field may read of `$states` besides the input and the context. */
  readonly reads: 'errorOutput' | 'result' | undefined;
}

/** Compiles every expression of a state into the cache and returns those that AWS would reject. */
export function checkExpressions(state: State, location: string, expressions: ExpressionCache): Diagnostic[] {
  return fieldsWithExpressions(state).flatMap((field) =>
    [...stringsIn(field.template, `${location}/${field.name}`)].flatMap(([text, at]) =>
      checkText(text, at, field, expressions),
    ),
  );
}

function fieldsWithExpressions(state: State): readonly ExpressionField[] {
  const values: Readonly<Record<string, unknown>> = state;
  const plain = PLAIN_FIELDS.flatMap((name): ExpressionField[] => {
    const reads = name === 'Output' && STATES_WITH_RESULT.has(state.Type) ? 'result' : undefined;
    // The schema has checked that each of these holds JSON.
    return values[name] === undefined ? [] : [{ name, template: values[name] as JsonValue, reads }];
  });
  const catchers = 'Catch' in state ? (state.Catch ?? []) : [];
  const caught = catchers.flatMap(({ Output: template }, index): ExpressionField[] =>
    template === undefined ? [] : [{ name: `Catch[${index}]/Output`, template, reads: 'errorOutput' }],
  );
  return [...plain, ...caught];
}

function checkText(text: string, at: string, field: ExpressionField, expressions: ExpressionCache): Diagnostic[] {
  const source = expressionText(text);
  if (source === undefined) {
    if (!text.startsWith('{%')) return [];
    const message = `An expression must end with "%}", found ${JSON.stringify(text.slice(0, SHOWN_LENGTH))}`;
    return [problem('INVALID_JSONATA_EXPRESSION', message, at)];
  }
  let expression: CompiledExpression;
  try {
    ({ expression } = cachedExpression(expressions, source));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : messageOf(cause);
    return [problem('INVALID_JSONATA_EXPRESSION', `${reason} in ${JSON.stringify(source.slice(0, SHOWN_LENGTH))}`, at)];
  }
  if (usesNewerOperators(expression.parsed.ast())) {
    const message = 'The operators ?: and ?? are not in JSONata 2.0.6, which Step Functions runs: write a condition';
    return [problem('INVALID_JSONATA_EXPRESSION', message, at)];
  }
  return findUnsupportedReferences(expression.parsed.ast(), field.reads).map((message) =>
    problem('UNSUPPORTED_JSONATA_EXPRESSION', message, at),
  );
}

function messageOf(thrown: unknown): string {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown ? String(thrown.message) : String(thrown);
}

function* stringsIn(template: JsonValue, at: string): Generator<readonly [text: string, location: string]> {
  if (typeof template === 'string') yield [template, at];
  else if (Array.isArray(template)) {
    for (const [index, item] of template.entries()) yield* stringsIn(item, `${at}[${index}]`);
  } else if (isJsonObject(template)) {
    for (const [key, part] of Object.entries(template)) yield* stringsIn(part, `${at}/${key}`);
  }
}
