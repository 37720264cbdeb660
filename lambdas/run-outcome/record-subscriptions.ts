import type { JsonObject, JsonValue } from '../../core/json.ts';
import { chosenInstant } from '../../core/order/order-days.ts';
import { billedOrder } from '../../core/order/order-effect.ts';
import { giftStageOf } from '../../core/order/order-receiver.ts';
import type { OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import { namedSubscription } from '../../core/order/order-subscription.ts';
import { orderedProducts } from '../../core/order/ordered-products.ts';
import type { AccountSubscription } from '../../core/plugin/plugin-context.ts';
import type { AccountSubscriptions, AddedSubscriptions } from '../order-store/account-subscriptions.ts';
import type { OrderStore } from '../order-store/order-store.ts';

/** Records how an order that is about to complete changes the subscriptions of its account. */
export type RecordSubscriptions = (orderId: string, run: number) => Promise<void>;

/**
 * Creates the function that records subscription changes, with one query and a few writes per order. Only tenants whose
 * sequences read account subscriptions use it.
 *
 * It runs before the order is recorded as complete, so that a repeat after a crash writes the same items again. It ignores
 * orders that are already complete, cancelled, held or failed, or have a later run.
 *
 * An order that is cancelled after this write and before its completion leaves its subscriptions behind.
 */
export function createRecordSubscriptions(
  orders: Pick<OrderStore, 'getWithSteps'>,
  subscriptions: AccountSubscriptions,
  now: () => Date,
): RecordSubscriptions {
  return async (orderId, run) => {
    const stored = await orders.getWithSteps(orderId);
    if (stored === undefined || stored.order.runs.length !== run || isAtRest(stored.order.status)) return;
    const { added, ended, names, replaced } = subscriptionChanges(stored.order, stored.steps, now());
    for (const each of added) await subscriptions.record(each);
    if (replaced !== undefined) await subscriptions.replace(names, replaced);
    if (ended !== undefined) await subscriptions.end(names, ended.at);
  };
}

/** How an order changes the subscriptions of its account. */
interface SubscriptionChanges {
  readonly added: readonly AddedSubscriptions[];
  /** New products of the subscription that the order is about. */
  readonly replaced?: readonly AccountSubscription[];
  /** The end of the subscription that the order is about; `at` is undefined for an immediate end. */
  readonly ended?: { readonly at: string | undefined };
  /** The names of the subscription that the order is about. */
  readonly names: readonly string[];
}

const NO_CHANGE: SubscriptionChanges = { added: [], names: [] };

/**
 * Derives the subscription changes of an order from its payload and the output of its steps: `new` and `external` add
 * subscriptions, `change_offer` replaces the products of a subscription, and `cancel_subscription` ends it: on the day that a step
 * returned, or else at its `cancelDate`, if that is in the future. A gift gives nobody a subscription before it is redeemed. Other
 * orders change nothing.
 */
function subscriptionChanges(order: OrderRecord, steps: readonly StepRecord[], now: Date): SubscriptionChanges {
  const { orderType, payload } = order;
  const outputs = steps.flatMap((step) => (step.status === 'succeeded' && step.output ? [step.output] : []));
  const about = [...new Set([...targetNames(payload), ...subscriptionNumbers(outputs)])];
  if (orderType === 'cancel_subscription')
    return { added: [], ended: { at: endOf(payload, outputs, now) }, names: about };
  if (orderType === 'change_offer') return { added: [], replaced: subscriptionsOf(order), names: about };
  if ((orderType !== 'new' && orderType !== 'external') || giftStageOf(payload) === 'purchase') return NO_CHANGE;
  const crmId = crmIdOf(outputs);
  return crmId === undefined ? NO_CHANGE : { added: addedSubscriptions(order, outputs, crmId), names: [] };
}

function addedSubscriptions(
  order: OrderRecord,
  outputs: readonly JsonObject[],
  crmId: string,
): readonly AddedSubscriptions[] {
  const subscriptions = subscriptionsOf(order);
  const numbers = subscriptionNumbers(outputs);
  const heads = [...new Set(orderedProducts(order.payload).flatMap((item) => (item.isAddOn ? [] : [item.itemId])))];
  // If the billing system returns one number per item, they are in the order of the items. Otherwise a number may refer
  // to any of them.
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

/** Returns the account that a step found or created. An id in the order could be that of another customer. */
function crmIdOf(outputs: readonly JsonObject[]): string | undefined {
  return outputs.map(({ crmId }) => crmId).find(isText);
}

function subscriptionNumbers(outputs: readonly JsonObject[]): readonly string[] {
  return outputs.flatMap((output) => billedOrder(output)?.subscriptionNumbers ?? []);
}

function targetNames(payload: JsonObject): readonly string[] {
  return namedSubscription(payload)?.names ?? [];
}

function endOf(payload: JsonObject, outputs: readonly JsonObject[], now: Date): string | undefined {
  const billed = outputs.map((output) => billedOrder(output)?.endsOn).find((endsOn) => endsOn !== undefined);
  const end = billed === undefined ? chosenInstant(payload) : new Date(billed);
  return end === undefined || end <= now ? undefined : end.toISOString();
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string' && value !== '';
}
