import jsonata from 'jsonata';
import type { JsonObject, JsonValue } from '../json.ts';

/** What an expression is evaluated over, by the names at its root. */
export const EXPRESSION_SCOPES = {
  /** As `when` and `select` are. */
  order: ['order', 'results', 'facts'],
  /** The reply of an endpoint. */
  reply: ['status', 'headers', 'body'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The name of what an expression is evaluated over. */
export type ExpressionScope = keyof typeof EXPRESSION_SCOPES;

/** An expression could not be parsed or evaluated; the message holds the expression and what is wrong with it. */
export class ExpressionInvalid extends Error {
  override readonly name = 'ExpressionInvalid';
}

/** What `when` and `select` are evaluated over. */
export interface ExpressionInput {
  readonly order: JsonValue;
  readonly results: JsonValue;
  readonly facts: JsonValue;
}

/** A parsed expression. */
export interface Expression {
  /**
   * Evaluates to plain JSON; null when the expression gives nothing.
   *
   * @param input what the fields of the expression are looked up in
   * @throws ExpressionInvalid the evaluation failed
   */
  evaluate(input: ExpressionInput | JsonObject): Promise<JsonValue>;
}

/**
 * Parses JSONata.
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
        throw new ExpressionInvalid(
          `Expected ${JSON.stringify(text)} to give a value for this order, found an error: ${detailOf(error)}`,
          { cause: error },
        );
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
  // A function of JSONata is an object that holds one of JavaScript.
  const refuseFunctions = (_key: string, field: unknown) => {
    if (typeof field === 'function') throw new TypeError('it gives a function, which is not JSON: call it');
    return field;
  };
  return JSON.parse(JSON.stringify(value, refuseFunctions)) as JsonValue;
}

/** JSONata throws plain objects with a code, a message and mostly a position. */
function detailOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, position } = error as { readonly message?: unknown; readonly position?: unknown };
  return `${String(message ?? error)}${typeof position === 'number' ? ` at character ${position}` : ''}`;
}
