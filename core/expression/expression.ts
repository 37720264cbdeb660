import jsonata from 'jsonata';
import * as z from 'zod';
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
        throw new ExpressionInvalid(
          `Could not evaluate ${JSON.stringify(text)} for this order: ${evaluationDetail(error)}`,
          {
            cause: error,
          },
        );
      }
    },
  };
}

function parse(text: string): jsonata.Expression {
  try {
    return jsonata(text);
  } catch (error) {
    throw new ExpressionInvalid(
      `Expected a JSONata expression, found ${JSON.stringify(text)}: ${syntaxDetail(error)}`,
      {
        cause: error,
      },
    );
  }
}

class YieldsFunction extends TypeError {}

function plainJson(value: unknown): JsonValue {
  if (value === undefined) return null;
  // A JSONata function is an object with a JavaScript function in a field.
  const rejectFunctions = (_key: string, field: unknown) => {
    if (typeof field === 'function') throw new YieldsFunction('it yields a function, which is not JSON: call it');
    return field;
  };
  return JSON.parse(JSON.stringify(value, rejectFunctions)) as JsonValue;
}

/** What an error of an evaluation means, by its code. Source: jsonata 2.0.6, `errorCodes`. */
const MEANINGS: Readonly<Record<string, string>> = {
  D1001: 'a number is out of range',
  D1002: 'only a number can be negated',
  D2014: 'a range has too many numbers',
  D3030: 'a value cannot become a number',
  D3110: 'a text is not an ISO 8601 timestamp',
  D3136: 'a timestamp does not match its picture',
  D3137: 'the expression called $error',
  D3141: 'a condition of $assert is false',
  T0410: 'an argument of a function has the wrong type',
  T0411: 'the context of a function has the wrong type',
  T0412: 'a list has items of the wrong type',
  T1005: 'it calls something that is not a function',
  T1006: 'it calls something that is not a function',
  T2001: 'the left side of an operator is not a number',
  T2002: 'the right side of an operator is not a number',
  T2009: 'values of different types are compared',
  T2010: 'values that are neither numbers nor texts are compared',
};

/** JSONata throws plain objects. Its message of a failed evaluation quotes the value, which may be personal data. */
function evaluationDetail(error: unknown): string {
  if (error instanceof YieldsFunction) return error.message;
  const { code, position, token } = errorSchema.parse(error);
  if (code === undefined) return 'the evaluation failed';
  const about = token === undefined ? '' : ` (${token})`;
  return `${MEANINGS[code] ?? 'the evaluation failed'}, error ${code} of JSONata${about}${atPosition(position)}`;
}

/** The message of an expression that does not parse quotes the expression only. */
function syntaxDetail(error: unknown): string {
  const { message, position } = errorSchema.parse(error);
  return `${message ?? 'it does not parse'}${atPosition(position)}`;
}

const errorSchema = z
  .object({
    code: z.string().optional(),
    message: z.string().optional(),
    position: z.number().optional(),
    token: z.string().optional(),
  })
  .catch({});

function atPosition(position: number | undefined): string {
  return position === undefined ? '' : ` at character ${position}`;
}
