import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json.ts';
import type { ZuoraOptions } from '../options.ts';

/**
 * Returns the last day on which part of an order takes effect, at the earliest its order date. A bill through that day has the
 * first charge of everything that the order adds.
 *
 * @param json the body of "Create an order"
 * @param later a day that the request does not name, such as the first of a renewed term
 */
export function lastEffectiveDay(json: JsonObject, later?: string): string {
  const actions = objects(json.subscriptions).flatMap(({ orderActions }) => objects(orderActions));
  const days = actions.flatMap(({ triggerDates }) => objects(triggerDates).map(({ triggerDate }) => triggerDate));
  const known = [json.orderDate, later, ...days].filter((day) => typeof day === 'string');
  return known.toSorted().at(-1) ?? '';
}

/**
 * Returns how far Zuora bills an order ("API Reference", Create an order, `billingOptions.targetDate`). Without it, an order that
 * takes effect later would bill nothing, and one with a day in the past all periods since.
 */
export function billingOptions(
  json: JsonObject,
  { billAheadOfStart, runBilling }: ZuoraOptions,
  later?: string,
): JsonObject {
  if (!runBilling) return {};
  const targetDate = billAheadOfStart ? lastEffectiveDay(json, later) : (json.orderDate ?? null);
  return { billingOptions: { targetDate } };
}

/** Returns the objects in a list; none if it is no list. */
export function objects(list: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter((entry) => isJsonObject(entry)) : [];
}
