import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import { orderedProducts } from '../../core/order/ordered-products.ts';
import type { AccountSubscription } from '../../core/plugin/plugin-context.ts';
import type { BroughtSubscriptions } from '../order-store/account-subscriptions.ts';

/** What an order changes about what its account subscribes to. */
export interface SubscriptionChanges {
  readonly brought: readonly BroughtSubscriptions[];
  /** New products of the subscription that the order is about. */
  readonly replaced?: readonly AccountSubscription[];
  /** The end of the subscription that the order is about; `at` undefined for at once. */
  readonly ended?: { readonly at: string | undefined };
  /** The names of the subscription that the order is about. */
  readonly names: readonly string[];
}

const NO_CHANGE: SubscriptionChanges = { brought: [], names: [] };

/**
 * Reads from a completed order, and from what its steps answered, how the account's subscriptions change: `new` and
 * `external` bring them, `change_offer` replaces what the subscription is for, `cancel_subscription` ends it, at its
 * `cancelDate` when that is still to come. A gift belongs to somebody else. Every other order changes nothing.
 */
export function subscriptionChanges(order: OrderRecord, steps: readonly StepRecord[], now: Date): SubscriptionChanges {
  const { orderType, payload } = order;
  const outputs = steps.flatMap((step) => (step.status === 'succeeded' && step.output ? [step.output] : []));
  const about = [...new Set([...targetNames(payload), ...subscriptionNumbers(outputs)])];
  if (orderType === 'cancel_subscription') return { brought: [], ended: { at: endOf(payload, now) }, names: about };
  if (orderType === 'change_offer') return { brought: [], replaced: subscriptionsOf(order), names: about };
  if ((orderType !== 'new' && orderType !== 'external') || payload.isGift === true) return NO_CHANGE;
  const crmId = crmIdOf(payload, outputs);
  return crmId === undefined ? NO_CHANGE : { brought: subscriptionsAdded(order, outputs, crmId), names: [] };
}

function subscriptionsAdded(
  order: OrderRecord,
  outputs: readonly JsonObject[],
  crmId: string,
): readonly BroughtSubscriptions[] {
  const subscriptions = subscriptionsOf(order);
  const numbers = subscriptionNumbers(outputs);
  const heads = [...new Set(orderedProducts(order.payload).flatMap((item) => (item.isAddOn ? [] : [item.itemId])))];
  // The billing system numbers one subscription for each item, in their order; else a number may mean any of them.
  if (
    numbers.length > 1 &&
    numbers.length === heads.length &&
    subscriptions.every(({ ref }) => heads.includes(itemOf(ref)))
  )
    return heads.map((head, index) => ({
      crmId,
      names: numbers.slice(index, index + 1),
      subscriptions: subscriptions.filter(({ ref }) => itemOf(ref) === head),
    }));
  const names = [...new Set([...numbers, ...targetNames(order.payload)])];
  return [{ crmId, names: names.length > 0 ? names : subscriptions.map(({ ref }) => ref), subscriptions }];
}

function subscriptionsOf({ id, mode, payload }: OrderRecord): readonly AccountSubscription[] {
  return orderedProducts(payload).map(({ itemId, product }) => ({
    product,
    ref: `${id}/${itemId}`,
    orderId: id,
    mode,
  }));
}

function itemOf(ref: string): string {
  return ref.slice(ref.indexOf('/') + 1);
}

/** The account that a step found or made, else the one that the order brought along. */
function crmIdOf({ tracking }: JsonObject, outputs: readonly JsonObject[]): string | undefined {
  const found = outputs.map(({ crmId }) => crmId).find((crmId) => isText(crmId));
  const known = isJsonObject(tracking) ? tracking.accountId : undefined;
  return [found, known].find(isText);
}

function subscriptionNumbers(outputs: readonly JsonObject[]): readonly string[] {
  return outputs
    .flatMap(({ subscriptionNumber, subscriptionNumbers: list }) => (Array.isArray(list) ? list : [subscriptionNumber]))
    .filter(isText);
}

function targetNames({
  forSubscription,
  sub_reference,
  subscriptionId,
  subscriptionRef,
}: JsonObject): readonly string[] {
  const { id, name, ref } = isJsonObject(forSubscription) ? forSubscription : {};
  return [id, name, ref, subscriptionRef, subscriptionId, sub_reference].filter(isText);
}

function endOf({ cancelDate }: JsonObject, now: Date): string | undefined {
  const end = isText(cancelDate) ? new Date(cancelDate) : now;
  return Number.isNaN(end.getTime()) || end <= now ? undefined : end.toISOString();
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
