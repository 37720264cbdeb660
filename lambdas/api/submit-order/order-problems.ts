import type { BuiltSequences } from '../../../core/config/choose-sequence.ts';
import type { InputProblem } from '../../../core/input-problems.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';
import { previewOrder } from '../describe/preview-order.ts';

const catalog = pluginCatalog();

/**
 * Returns what a critical step of an order would certainly reject, such as more subscriptions than the partner takes in one
 * request. Loads the code of every plugin, so a function loads this file only if it needs it.
 */
export async function orderProblems(built: BuiltSequences, order: JsonObject): Promise<readonly InputProblem[]> {
  const { problems, sequence } = await previewOrder(built, catalog, order);
  const critical = new Set(sequence.steps.filter((step) => step.critical).map(({ id }) => id));
  return problems.filter(({ step }) => critical.has(step)).map(({ path, message }) => ({ path, message }));
}
