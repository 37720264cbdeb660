import type { JsonValue } from '../../core/json.ts';
import { factsOf } from '../../core/order/order-facts.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';

/** What an expression of a plugin's options may read. */
export type ExpressionContext = Pick<PluginContext, 'order' | 'results'>;

/**
 * Evaluates a JSONata option over `{ order, results, facts }`, like `when` and `select`.
 *
 * @returns the text; `undefined` if the result is empty or not a text
 * @throws ExpressionInvalid the evaluation failed
 */
export async function evaluateText(expression: string, context: ExpressionContext): Promise<string | undefined> {
  const value = await evaluateValue(expression, context);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Evaluates a JSONata option to plain JSON.
 *
 * @returns null if the result is empty
 * @throws ExpressionInvalid the evaluation failed
 */
export async function evaluateValue(expression: string, { order, results }: ExpressionContext): Promise<JsonValue> {
  // Loading JSONata only here keeps it out of cold starts that do not evaluate anything.
  const { parseExpression } = await import('../../core/expression/expression.ts');
  return parseExpression(expression).evaluate({ order, results, facts: { ...factsOf(order) } });
}
