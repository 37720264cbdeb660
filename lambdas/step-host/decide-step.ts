import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { factsOf } from '../../core/order/order-facts.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';

/**
 * Returns the order as plugins and expressions see it: as received, with its `id` and the `order_reference` that other
 * systems know it by. A reference from the channel is kept. An order without an `orderDate` was placed when it was accepted,
 * so that every step finds the same day, whenever it runs.
 */
export function orderForPlugin({
  createdAt,
  id,
  payload,
}: Pick<OrderRecord, 'createdAt' | 'id' | 'payload'>): JsonObject {
  return { order_reference: orderReferenceOf(id), ...payload, orderDate: payload.orderDate || createdAt, id };
}

/** A step's expressions, and the results of earlier steps that they may read. */
export interface DecidableStep {
  readonly step: { readonly when?: string | undefined; readonly select?: string | undefined };
  readonly results: Readonly<Record<string, JsonObject>>;
}

/** The result of a step's expressions: run the plugin with this order or this part of it, or skip the step. */
export type StepDecision =
  | { readonly run: true; readonly order: JsonObject }
  | { readonly run: false; readonly reason: string };

/**
 * Evaluates `when` and `select`.
 *
 * If `select` returns items, the plugin sees the order with those items only. Any other object replaces the order, which
 * keeps its `order_type`, id, reference and date. If `select` returns nothing, the step is skipped.
 *
 * @throws ExpressionInvalid an expression failed
 */
export async function decideStep({ step, results }: DecidableStep, order: JsonObject): Promise<StepDecision> {
  const evaluate = async (text: string): Promise<JsonValue> => {
    // JSONata is a fifth of a plugin's bundle, and most steps have no expression: a cold start does not load it.
    const { parseExpression } = await import('../../core/expression/expression.ts');
    return parseExpression(text).evaluate({ order, results, facts: { ...factsOf(order) } });
  };
  if (step.when !== undefined) {
    const answer = await evaluate(step.when);
    if (answer !== true) return { run: false, reason: `when: ${step.when} gave ${shown(answer)}` };
  }
  if (step.select === undefined) return { run: true, order };
  const selected = narrow(order, await evaluate(step.select));
  return selected === undefined
    ? { run: false, reason: `select: ${step.select} gave nothing` }
    : { run: true, order: selected };
}

/** Returns what an expression gave, in a form that anyone may read: a text or a number of the order may be personal. */
function shown(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'number') return 'a number';
  return Array.isArray(value) ? 'a list' : 'an object';
}

/** JSONata returns a single match without a list, so a single item stands for a list of one. */
function narrow(order: JsonObject, selected: JsonValue): JsonObject | undefined {
  if (Array.isArray(selected)) return selected.length === 0 ? undefined : { ...order, orderItems: selected };
  if (!isJsonObject(selected)) return undefined;
  return 'offer' in selected && !('order_type' in selected)
    ? { ...order, orderItems: [selected] }
    : { ...identityOf(order), ...selected };
}

/** Returns the fields of the order that a selected object keeps. */
function identityOf({ id, order_reference, order_type = null, orderDate }: JsonObject): JsonObject {
  return {
    ...(id !== undefined && { id }),
    ...(order_reference !== undefined && { order_reference }),
    ...(orderDate !== undefined && { orderDate }),
    order_type,
  };
}
