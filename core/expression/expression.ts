import * as z from 'zod';
import type { JsonObject, JsonValue } from '../json.ts';
import type { EvaluateApart } from './apart/evaluate-apart.ts';
import { atPosition, EvaluationFailed } from './evaluation-error.ts';
import { ExpressionInvalid } from './expression-invalid.ts';
import { isBounded } from './is-bounded.ts';
import { cachedByText, evaluateJsonata, parseJsonata } from './jsonata.ts';

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
   * @throws ExpressionInvalid the evaluation failed, took longer than `EVALUATION_LIMIT_MS`, or needed too much memory
   * @throws EvaluationUnavailable nothing could evaluate it; a later attempt may succeed
   */
  evaluate(input: ExpressionInput | JsonObject): Promise<JsonValue>;
}

/**
 * Parses a JSONata expression.
 *
 * An expression whose work may grow faster than its input is evaluated in another process, which is ended when it is late
 * or needs too much memory.
 *
 * @throws ExpressionInvalid the text is not JSONata
 */
export function parseExpression(text: string): Expression {
  const { bounded, parsed } = parse(text);
  return {
    async evaluate(input) {
      try {
        const value = bounded ? await evaluateJsonata(parsed, text, { root: input }) : await evaluateApart(text, input);
        return value ?? null;
      } catch (error) {
        if (!(error instanceof EvaluationFailed)) throw error;
        throw new ExpressionInvalid(`Could not evaluate ${JSON.stringify(text)} for this order: ${error.message}`, {
          cause: error,
        });
      }
    },
  };
}

const parse = cachedByText((text) => {
  try {
    const parsed = parseJsonata(text);
    return { parsed, bounded: isBounded(parsed.ast()) };
  } catch (error) {
    throw new ExpressionInvalid(
      `Expected a JSONata expression, found ${JSON.stringify(text)}: ${syntaxDetail(error)}`,
      { cause: error },
    );
  }
});

let evaluator: EvaluateApart | undefined;

// Most tenants have no such expression, and a cold start loads nothing for them.
async function evaluateApart(text: string, input: ExpressionInput | JsonObject): Promise<JsonValue | undefined> {
  const [{ createEvaluateApart }, { ORDER_PROGRAM }] = await Promise.all([
    import('./apart/evaluate-apart.ts'),
    import('./apart/order-program.ts'),
  ]);
  evaluator ??= createEvaluateApart(ORDER_PROGRAM);
  return evaluator(text, { ...input });
}

/** The message of an expression that does not parse quotes the expression only. */
function syntaxDetail(error: unknown): string {
  const { message, position } = syntaxErrorSchema.parse(error);
  return `${message ?? 'it does not parse'}${atPosition(position)}`;
}

const syntaxErrorSchema = z.object({ message: z.string().optional(), position: z.number().optional() }).catch({});
