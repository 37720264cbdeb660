import jsonata from 'jsonata';
import { isJsonObject, type JsonValue } from '../json.ts';

/** What `when` and `select` are evaluated over. */
export interface ExpressionInput {
  readonly order: JsonValue;
  readonly results: JsonValue;
  readonly facts: JsonValue;
}

/** An expression could not be parsed or evaluated; the message holds the expression and what is wrong with it. */
export class ExpressionInvalid extends Error {
  override readonly name = 'ExpressionInvalid';
}

/** A parsed expression. */
export interface Expression {
  /**
   * Evaluates to plain JSON; null when the expression gives nothing.
   *
   * @throws ExpressionInvalid the evaluation failed
   */
  evaluate(input: ExpressionInput): Promise<JsonValue>;
}

/**
 * Parses JSONata.
 *
 * @throws ExpressionInvalid the text is not JSONata
 */
export function parseExpression(text: string): Expression {
  const parsed = explain(text, () => jsonata(text));
  return {
    async evaluate(input) {
      try {
        const value: unknown = await parsed.evaluate(input);
        return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as JsonValue);
      } catch (error) {
        throw invalid(text, error);
      }
    },
  };
}

function explain<T>(text: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw invalid(text, error);
  }
}

function invalid(text: string, error: unknown): ExpressionInvalid {
  const found =
    isJsonObject(error) || error instanceof Error ? (error as { message?: unknown; position?: unknown }) : {};
  const at = typeof found.position === 'number' ? ` at character ${found.position}` : '';
  return new ExpressionInvalid(
    `Expected a JSONata expression, found ${JSON.stringify(text)}: ${String(found.message ?? error)}${at}`,
    { cause: error },
  );
}
