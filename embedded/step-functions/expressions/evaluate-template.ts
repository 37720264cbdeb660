import { EvaluationFailed, meaningOf } from '../../../core/expression/evaluation-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, setField } from '../../../core/json.ts';
import { StateFailure } from '../state-failure.ts';
import {
  type CompiledExpression,
  compileExpression,
  evaluateExpression,
  expressionText,
} from './evaluate-expression.ts';
import { type Merge, mergeOf, readMerge } from './read-merge.ts';
import { pathOf, readPath } from './read-path.ts';

/** The expressions of one definition, by source. */
export type ExpressionCache = Map<string, CachedExpression>;

interface CachedExpression {
  /** Compiled when JSONata has to decide. @throws the parser's error */
  readonly expression: CompiledExpression;
  /** The names in an expression that is only a path. */
  readonly path: readonly string[] | undefined;
  /** The parts of an expression that only adds a field to an object. */
  readonly merge: Merge | undefined;
}

/** Context of an evaluation: the expressions of the definition, and `$states`. */
export interface Scope {
  readonly expressions: ExpressionCache;
  readonly bindings: JsonObject;
}

/**
 * Evaluates a template: replaces every string of the form `{% … %}` with its value.
 *
 * @param field path of the field in its state, for messages, e.g. `Output` for `Output/a/b[0]`
 * @throws StateFailure `States.QueryEvaluationError` when an expression throws or returns nothing
 */
export async function evaluateTemplate(scope: Scope, template: JsonValue, field: string): Promise<JsonValue> {
  const source = expressionText(template);
  if (source !== undefined) return evaluateField(scope, source, field);
  if (!hasExpression(template)) return template;
  if (Array.isArray(template)) {
    const items: JsonValue[] = [];
    for (const [index, item] of template.entries())
      items.push(valueNow(scope, item) ?? (await evaluateTemplate(scope, item, `${field}[${index}]`)));
    return items;
  }
  const object = template as JsonObject;
  const fields: Record<string, JsonValue> = {};
  for (const key of Object.keys(object)) {
    const part = object[key] as JsonValue;
    setField(fields, key, valueNow(scope, part) ?? (await evaluateTemplate(scope, part, `${field}/${key}`)));
  }
  return fields;
}

/** Returns the value of a part that needs no evaluation, which most do not: without an expression, only a path, or a field that is added. */
function valueNow(scope: Scope, template: JsonValue): JsonValue | undefined {
  const source = expressionText(template);
  if (source !== undefined) return valueOfParts(scope, cachedExpression(scope.expressions, source));
  return hasExpression(template) ? undefined : template;
}

function valueOfParts({ bindings: { states } }: Scope, { path, merge }: CachedExpression): JsonValue | undefined {
  if (!isJsonObject(states)) return undefined;
  if (path !== undefined) return readPath(states, path);
  return merge === undefined ? undefined : readMerge(states, merge);
}

const withExpressions = new WeakMap<object, boolean>();

/** Returns whether a template contains an expression. Each is searched once: a definition never changes. */
function hasExpression(template: JsonValue): boolean {
  if (typeof template !== 'object' || template === null) return expressionText(template) !== undefined;
  const known = withExpressions.get(template);
  if (known !== undefined) return known;
  const found = Object.values(template).some(hasExpression);
  withExpressions.set(template, found);
  return found;
}

async function evaluateField(scope: Scope, source: string, field: string): Promise<JsonValue> {
  const found = cachedExpression(scope.expressions, source);
  let value = valueOfParts(scope, found);
  if (value !== undefined) return value;
  const subject = `The JSONata expression '${source}' specified for the field '${field}'`;
  try {
    value = await evaluateExpression(found.expression, scope.bindings);
  } catch (cause) {
    throw evaluationFailure(`${subject} threw an error during evaluation. ${describe(cause)}`, field, cause);
  }
  if (value === undefined) throw evaluationFailure(`${subject} returned nothing (undefined).`, field);
  return value;
}

/** Returns an expression, which is compiled at most once for each definition. */
export function cachedExpression(expressions: ExpressionCache, source: string): CachedExpression {
  const known = expressions.get(source);
  if (known !== undefined) return known;
  let expression: CompiledExpression | undefined;
  const fresh = {
    get expression() {
      expression ??= compileExpression(source);
      return expression;
    },
    path: pathOf(source),
    merge: mergeOf(source),
  };
  expressions.set(source, fresh);
  return fresh;
}

/** Returns the failure of a field whose expression fails or returns a value of the wrong type. */
export function evaluationFailure(causeText: string, location: string, cause?: unknown): StateFailure {
  return new StateFailure('States.QueryEvaluationError', causeText, {
    cause,
    evaluation: { location },
    raisedHere: true,
  });
}

function describe(cause: unknown): string {
  if (!(cause instanceof EvaluationFailed)) return cause instanceof Error ? cause.message : 'The evaluation failed.';
  const { code } = cause.details;
  return code === undefined ? cause.message : `${code}: ${meaningOf(cause.details)}`;
}

/** Names a value of the wrong type without its content, which may be private. */
export function kindOf(value: JsonValue): string {
  if (typeof value === 'string') return 'a string';
  if (Array.isArray(value)) return 'an array';
  return isJsonObject(value) ? 'an object' : String(value);
}

/**
 * Evaluates a field that holds an integer or an expression for one.
 *
 * @throws StateFailure `States.QueryEvaluationError` when the value is not an integer or out of range.
 */
export async function evaluateInteger(
  scope: Scope,
  template: JsonValue,
  field: string,
  { min = 0, max = 99_999_999 } = {},
): Promise<number> {
  const value = await evaluateTemplate(scope, template, field);
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw evaluationFailure(
    `The field '${field}' expects an integer from ${min} to ${max}, but was ${kindOf(value)}.`,
    field,
  );
}
