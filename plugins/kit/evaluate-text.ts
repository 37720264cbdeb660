import { factsOf } from '../../core/order/order-facts.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';

/**
 * The text that an expression of the options gives over `{ order, results, facts }`, as `when` and `select` have them;
 * undefined when it gives nothing, or something else than text.
 *
 * @throws ExpressionInvalid the evaluation failed
 */
export async function evaluateText(
  expression: string,
  { order, results }: Pick<PluginContext, 'order' | 'results'>,
): Promise<string | undefined> {
  // JSONata is loaded only by those who evaluate, not at every cold start.
  const { parseExpression } = await import('../../core/expression/expression.ts');
  const value = await parseExpression(expression).evaluate({ order, results, facts: { ...factsOf(order) } });
  return typeof value === 'string' && value !== '' ? value : undefined;
}
