import jsonata from 'jsonata';
import type { JsonObject, JsonValue } from '../json.ts';
import { EvaluationFailed, evaluationErrorOf } from './evaluation-error.ts';

/** Milliseconds that the evaluation of one expression may take. Usual ones take less than one. */
export const EVALUATION_LIMIT_MS = 2_000;

/** A parsed expression of the library. */
export type Jsonata = jsonata.Expression;

/** What an expression is evaluated over: the root of its names, or variables by name. */
export interface JsonataInput {
  readonly root?: unknown;
  readonly variables?: JsonObject;
}

/**
 * Parses an expression.
 *
 * The time limit holds between the nodes of the expression only: a function of JSONata or a regular expression may take
 * longer. `isBounded` tells which expressions cannot.
 *
 * @throws the parser's error, with `code`, `position` and `message`
 */
export function parseJsonata(text: string): Jsonata {
  return jsonata(text, { timeout: EVALUATION_LIMIT_MS });
}

/**
 * Evaluates a parsed expression to plain JSON; undefined if it yields nothing.
 *
 * @param text the expression
 * @throws EvaluationFailed JSONata threw an error, or the value is or contains a function
 */
export async function evaluateJsonata(
  parsed: Jsonata,
  text: string,
  { root, variables }: JsonataInput,
): Promise<JsonValue | undefined> {
  try {
    const value: unknown = await parsed.evaluate(root, variables);
    // JSONata's arrays carry extra properties, and may share objects with the input.
    const json = JSON.stringify(value, rejectFunctions);
    return json === undefined ? undefined : (JSON.parse(json) as JsonValue);
  } catch (error) {
    throw new EvaluationFailed(evaluationErrorOf(error, text));
  }
}

// A JSONata function is an object with a JavaScript function in a field.
function rejectFunctions(_key: string, field: unknown): unknown {
  if (typeof field === 'function')
    throw new EvaluationFailed({ message: 'it yields a function, which is not JSON: call it' });
  return field;
}

const MAX_CACHED = 1_000;

/** Returns a function that keeps its results by text. The texts come from tenant files, which have few. */
export function cachedByText<Result>(compute: (text: string) => Result): (text: string) => Result {
  const results = new Map<string, Result>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = compute(text);
    if (results.size >= MAX_CACHED) results.clear();
    results.set(text, result);
    return result;
  };
}
