import jsonata from 'jsonata';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { extraFunctions } from './extra-functions.ts';

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** Returns the JSONata source inside `{% … %}`, trimmed; undefined for any other value. */
export function expressionText(value: unknown): string | undefined {
  return typeof value === 'string' ? EXPRESSION.exec(value)?.[1]?.trim() : undefined;
}

/** Milliseconds that an evaluation may take, so that an endless recursion cannot block the process. */
const EVALUATION_LIMIT_MS = 5_000;

/** A compiled expression, which can be evaluated any number of times. */
export type CompiledExpression = jsonata.Expression;

const ENTRY_HOOK = Symbol.for('jsonata.__evaluate_entry');
// No expression can read this variable: JSONata names cannot contain `#`.
const DEADLINE_BINDING = '#deadline';

/**
 * Compiles a JSONata expression.
 *
 * @throws the parser's error, with `code`, `position` and `message`.
 */
export function compileExpression(source: string): CompiledExpression {
  const expression = jsonata(source);
  for (const [name, implementation] of Object.entries(extraFunctions)) expression.assign(name, implementation);
  // JSONata looks hooks up by symbol; its types allow strings only.
  expression.assign(ENTRY_HOOK as unknown as string, (_node: unknown, _input: unknown, frame: jsonata.Environment) => {
    if (Date.now() > Number(frame.lookup(DEADLINE_BINDING))) {
      throw new RangeError('Expression evaluation timeout: check for an endless recursion');
    }
  });
  return expression;
}

/**
 * Evaluates an expression; returns undefined when it has no result.
 *
 * @param bindings variables by name, `states` among them.
 * @param limitMs milliseconds that the evaluation may take.
 * @throws what JSONata throws; TypeError when the value contains a function.
 */
export async function evaluateExpression(
  expression: CompiledExpression,
  bindings: JsonObject,
  limitMs = EVALUATION_LIMIT_MS,
): Promise<JsonValue | undefined> {
  const deadline = Date.now() + limitMs;
  const value: unknown = await expression.evaluate(undefined, { ...bindings, [DEADLINE_BINDING]: deadline });
  return value === undefined ? undefined : toJson(value);
}

function toJson(value: unknown): JsonValue | undefined {
  // JSONata's arrays carry extra properties and may share objects with the input. The round trip returns plain JSON.
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (isFunction(part)) throw new TypeError('the value is or contains a function, which JSON cannot represent');
    return part;
  });
  return text === undefined ? undefined : (JSON.parse(text) as JsonValue);
}

function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}
