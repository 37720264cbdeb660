import jsonata from 'jsonata';
import type { JsonObject, JsonValue } from '../json.ts';
import { ExpressionInvalid } from './expression-invalid.ts';

/** The names at the root of the input of an expression, by kind of expression. */
export const EXPRESSION_SCOPES = {
  /** Over an order and the results so far, like `when` and `select`. */
  order: ['order', 'results', 'facts'],
  /** Over the reply of an endpoint. */
  reply: ['status', 'headers', 'body'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** What an expression is evaluated over. */
export type ExpressionScope = keyof typeof EXPRESSION_SCOPES;

/** The input of `when` and `select`. */
export interface ExpressionInput {
  readonly order: JsonValue;
  readonly results: JsonValue;
  readonly facts: JsonValue;
}

/** A parsed expression. */
export interface Expression {
  /**
   * Evaluates the expression to plain JSON; null if it yields nothing.
   *
   * @param input the value in which the expression looks up its fields
   * @throws ExpressionInvalid the evaluation failed
   */
  evaluate(input: ExpressionInput | JsonObject): Promise<JsonValue>;
}

/**
 * Parses a JSONata expression.
 *
 * @throws ExpressionInvalid the text is not JSONata
 */
export function parseExpression(text: string): Expression {
  const parsed = parse(text);
  return {
    async evaluate(input) {
      try {
        return plainJson(await parsed.evaluate(input));
      } catch (error) {
        throw new ExpressionInvalid(`Could not evaluate ${JSON.stringify(text)} for this order: ${detailOf(error)}`, {
          cause: error,
        });
      }
    },
  };
}

function parse(text: string): jsonata.Expression {
  try {
    return jsonata(text);
  } catch (error) {
    throw new ExpressionInvalid(`Expected a JSONata expression, found ${JSON.stringify(text)}: ${detailOf(error)}`, {
      cause: error,
    });
  }
}

function plainJson(value: unknown): JsonValue {
  if (value === undefined) return null;
  // A JSONata function is an object with a JavaScript function in a field.
  const rejectFunctions = (_key: string, field: unknown) => {
    if (typeof field === 'function') throw new TypeError('it yields a function, which is not JSON: call it');
    return field;
  };
  return JSON.parse(JSON.stringify(value, rejectFunctions)) as JsonValue;
}

/** JSONata throws plain objects with a code, a message and usually a position. */
function detailOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, position } = error as { readonly message?: unknown; readonly position?: unknown };
  return `${String(message ?? error)}${typeof position === 'number' ? ` at character ${position}` : ''}`;
}
