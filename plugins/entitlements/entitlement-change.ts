import type { JsonObject } from '../../core/json.ts';
import type { BilledOrder } from '../../core/order/order-effect.ts';
import { orderedItems, type PlacedItem, waitsForActivation } from '../../core/order/order-items.ts';
import { giftStageOf } from '../../core/order/order-receiver.ts';
import { actionFor, type OrderActions, typeOfOrder } from '../kit/order-actions.ts';
import type { EntitlementOptions } from './options.ts';

/** What happens to the entitlements of a user; also the last part of the endpoint's path. */
export type EntitlementChange = 'grant' | 'change' | 'revoke';

/** What each order type does to entitlements; `undefined` leaves them alone. */
const CHANGES: OrderActions<EntitlementChange | undefined> = {
  new: 'grant',
  external: 'grant',
  activation: 'grant',
  renew: 'grant',
  add_offer: 'grant',
  change_offer: 'change',
  update_subscription: 'change',
  cancel_subscription: 'revoke',
  change_payment: undefined,
  change_address: undefined,
  update_customer_details: undefined,
  refund: undefined,
  credit: undefined,
};

/** Why a step changes no entitlements. */
export type NoChange = 'order_type' | 'no_entitlements' | 'gift_not_redeemed' | 'pending_activation';

/** What an order does to entitlements. */
export interface PlannedChange {
  readonly change: EntitlementChange;
  /** The items whose entitlements the user gets, or loses by a cancellation. */
  readonly granted: readonly PlacedItem[];
  /** The items whose entitlements the user loses by an order that lists changes. */
  readonly revoked: readonly PlacedItem[];
  /** The items whose subscription waits for its activation. */
  readonly waiting: readonly PlacedItem[];
  /** Whether `granted` and `revoked` are changes. Otherwise `granted` is everything that the user has afterwards. */
  readonly listsChanges: boolean;
}

/** Returns what an order does to entitlements, without asking who the user is; `undefined` if its type leaves them alone. */
export function plannedChange(
  order: JsonObject,
  options: Pick<EntitlementOptions, 'serviceActivationAttribute'>,
  billed: BilledOrder | undefined,
): PlannedChange | undefined {
  const change = actionFor(CHANGES, order);
  if (change === undefined) return undefined;
  const { bought, listsChanges, removed } = orderedItems(order);
  const waiting = waitingItems(order, bought, options, billed);
  const named = change === 'revoke' ? [...bought, ...removed] : bought;
  return {
    change,
    granted: named.filter((item) => !waiting.includes(item)),
    revoked: change === 'change' && listsChanges ? removed : [],
    waiting,
    listsChanges: change === 'change' && typeOfOrder(order) === 'update_subscription' && listsChanges,
  };
}

const PENDING = /^Pending/;

/**
 * Subscriptions wait for their activation if their offer says so. If the billing system says that the order is pending and no
 * offer says why, all of them wait: nobody gets access before it is certain.
 */
function waitingItems(
  order: JsonObject,
  bought: readonly PlacedItem[],
  { serviceActivationAttribute }: Pick<EntitlementOptions, 'serviceActivationAttribute'>,
  billed: BilledOrder | undefined,
): readonly PlacedItem[] {
  const type = typeOfOrder(order);
  if (type !== 'new' && type !== 'external') return [];
  const isPending = PENDING.test(billed?.status ?? '');
  // An external subscription may have been activated since it was ordered.
  if (type === 'external' && billed?.status !== undefined) return isPending ? bought : [];
  const waiting = bought.filter(({ item }) => waitsForActivation(item, serviceActivationAttribute));
  return isPending && waiting.length === 0 ? bought : waiting;
}

/** Returns whether an order buys a gift, whose recipient gets the entitlements by redeeming it. */
export function isUnredeemedGift(order: JsonObject): boolean {
  return giftStageOf(order) === 'purchase';
}
