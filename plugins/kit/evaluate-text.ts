import { factsOf } from '../../core/order/order-facts.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';

/**
 * Evaluates a JSONata option over `{ order, results, facts }`, like `when` and `select`.
 *
 * @returns the text; `undefined` if the result is empty or not a text
 * @throws ExpressionInvalid the evaluation failed
 */
export async function evaluateText(
  expression: string,
  { order, results }: Pick<PluginContext, 'order' | 'results'>,
): Promise<string | undefined> {
  // Loading JSONata only here keeps it out of cold starts that do not evaluate anything.
  const { parseExpression } = await import('../../core/expression/expression.ts');
  const value = await parseExpression(expression).evaluate({ order, results, facts: { ...factsOf(order) } });
  return typeof value === 'string' && value !== '' ? value : undefined;
}
