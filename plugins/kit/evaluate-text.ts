import type { JsonObject, JsonValue } from '../../core/json.ts';
import { factsOf } from '../../core/order/order-facts.ts';
import type { PluginContext } from '../../core/plugin/plugin-context.ts';

type ExpressionContext = Pick<PluginContext, 'order' | 'results'>;

/**
 * Evaluates a JSONata option over `{ order, results, facts }`, like `when` and `select`.
 *
 * @returns the text; `undefined` if the result is empty or not a text
 * @throws ExpressionInvalid the evaluation failed
 */
export async function evaluateText(expression: string, context: ExpressionContext): Promise<string | undefined> {
  const value = await evaluate(expression, context);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/**
 * Evaluates an option of JSONata expressions by name.
 *
 * @returns the texts, numbers and booleans by name; leaves out what is empty or of another type
 * @throws ExpressionInvalid an evaluation failed
 */
export async function evaluateFields(
  expressions: Readonly<Record<string, string>>,
  context: ExpressionContext,
): Promise<JsonObject> {
  const entries = await Promise.all(
    Object.entries(expressions).map(async ([name, text]) => [name, await evaluate(text, context)] as const),
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== null && value !== '' && typeof value !== 'object'));
}

async function evaluate(expression: string, { order, results }: ExpressionContext): Promise<JsonValue> {
  // Loading JSONata only here keeps it out of cold starts that do not evaluate anything.
  const { parseExpression } = await import('../../core/expression/expression.ts');
  return parseExpression(expression).evaluate({ order, results, facts: { ...factsOf(order) } });
}
