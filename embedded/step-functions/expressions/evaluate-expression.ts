import jsonata from 'jsonata';
import type { JsonObject, JsonValue } from '../../../core/json.ts';
import { extraFunctions } from './extra-functions.ts';

const EXPRESSION = /^\{%([\s\S]*)%\}$/;

/** The JSONata source inside `{% … %}`, trimmed, or undefined for a plain string. */
export function expressionText(value: unknown): string | undefined {
  return typeof value === 'string' ? EXPRESSION.exec(value)?.[1]?.trim() : undefined;
}

/** Milliseconds after which an evaluation is given up, so that an endless recursion cannot hold the process. */
const EVALUATION_LIMIT_MS = 5_000;

/** A parsed expression, to be evaluated any number of times. */
export type CompiledExpression = jsonata.Expression;

const ENTRY_HOOK = Symbol.for('jsonata.__evaluate_entry');
// No expression can name this: `#` may not stand in a JSONata variable.
const DEADLINE_BINDING = '#deadline';

/**
 * Parses one JSONata expression.
 *
 * @throws the parser's own error, with `code`, `position` and `message`.
 */
export function compileExpression(source: string): CompiledExpression {
  const expression = jsonata(source);
  for (const [name, implementation] of Object.entries(extraFunctions)) expression.assign(name, implementation);
  // The library looks hooks up by symbol at run time; its type for names is narrower than its code.
  expression.assign(ENTRY_HOOK as unknown as string, (_node: unknown, _input: unknown, frame: jsonata.Environment) => {
    if (Date.now() > Number(frame.lookup(DEADLINE_BINDING))) {
      throw new RangeError('Expression evaluation timeout: check for a recursion without end');
    }
  });
  return expression;
}

/**
 * Evaluates an expression; undefined means that it found nothing.
 *
 * @param bindings variables by name, `states` among them.
 * @param limitMs milliseconds after which it is given up.
 * @throws what JSONata throws, and TypeError when the value holds a function.
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
  // JSONata's arrays carry extra properties and may share parts with the input: the round trip leaves plain JSON.
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (isFunction(part)) throw new TypeError('the value is or holds a function, which JSON cannot hold');
    return part;
  });
  return text === undefined ? undefined : (JSON.parse(text) as JsonValue);
}

function isFunction(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && ('_jsonata_lambda' in value || '_jsonata_function' in value);
}
