import type { JsonObject } from '../../core/json.ts';
import { type ExpressionContext, evaluateValue } from './evaluate-text.ts';

/**
 * Evaluates an option of JSONata expressions by name, over `{ order, results, facts }`.
 *
 * @returns the texts, numbers and booleans by name; leaves out what is empty or of another type
 * @throws ExpressionInvalid an evaluation failed
 */
export async function evaluateFields(
  expressions: Readonly<Record<string, string>>,
  context: ExpressionContext,
): Promise<JsonObject> {
  const entries = await Promise.all(
    Object.entries(expressions).map(async ([name, text]) => [name, await evaluateValue(text, context)] as const),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== '' && typeof value !== 'object'));
}
