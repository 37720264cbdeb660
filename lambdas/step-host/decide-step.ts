import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import { factsOf } from '../../core/order/order-facts.ts';
import { orderReferenceOf } from '../../core/order/order-ids.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { redact } from '../../core/redact/redact.ts';

/**
 * The order as plugins and expressions see it: as received, with the `id` and the `order_reference` by which other
 * systems know it here. A reference that the channel gave stays.
 */
export function orderForPlugin({ id, payload }: Pick<OrderRecord, 'id' | 'payload'>): JsonObject {
  return { order_reference: orderReferenceOf(id), ...payload, id };
}

/** A step's expressions, and the results of earlier steps that they may ask about. */
export interface DecidableStep {
  readonly step: { readonly when?: string | undefined; readonly select?: string | undefined };
  readonly results: Readonly<Record<string, JsonObject>>;
}

/** What a step's expressions say: run the plugin on this order, or on this part of it, or pass the step over. */
export type StepDecision =
  | { readonly run: true; readonly order: JsonObject }
  | { readonly run: false; readonly reason: string };

const SHOWN_LENGTH = 60;

/**
 * Evaluates `when` and `select`.
 *
 * `select` that gives items narrows the order to those items; an object stands for the order itself and keeps its
 * `order_type`, id and reference; nothing at all passes the step over.
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

/** What an expression gave, as everybody may read it: short, and without personal data. */
function shown(value: JsonValue): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(redact(value, { secretValues: [] })).slice(0, SHOWN_LENGTH);
}

/** JSONata gives a single match without its list, so an item alone still means a list of one. */
function narrow(order: JsonObject, selected: JsonValue): JsonObject | undefined {
  if (Array.isArray(selected)) return selected.length === 0 ? undefined : { ...order, orderItems: selected };
  if (!isJsonObject(selected)) return undefined;
  return 'offer' in selected && !('order_type' in selected)
    ? { ...order, orderItems: [selected] }
    : { ...identityOf(order), ...selected };
}

/** What a selected part keeps of its order, so that whoever gets it knows what it belongs to. */
function identityOf({ id, order_reference, order_type = null }: JsonObject): JsonObject {
  return { ...(id !== undefined && { id }), ...(order_reference !== undefined && { order_reference }), order_type };
}
