import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import { definedFields } from '../kit/defined-fields.ts';

/** What is done to the entitlements of a user; also the last part of the endpoint's path. */
export type EntitlementChange = 'grant' | 'change' | 'revoke';

/** What each order type does to entitlements; the others leave them alone. */
const CHANGES: Readonly<Partial<Record<OrderType, EntitlementChange>>> = {
  new: 'grant',
  external: 'grant',
  activation: 'grant',
  renew: 'grant',
  add_offer: 'grant',
  change_offer: 'change',
  update_subscription: 'change',
  cancel_subscription: 'revoke',
};

/** What an order does to entitlements; undefined when it leaves them alone. */
export function changeOf(order: JsonObject): EntitlementChange | undefined {
  const orderType = typeof order.order_type === 'string' ? orderTypeOf(order.order_type) : undefined;
  return orderType === undefined ? undefined : CHANGES[orderType];
}

/** The subscription that a change is about, and from when on, as far as the order says. */
export function scopeOf({
  cancelDate,
  effectiveDate,
  forSubscription,
  subscriptionId,
  subscriptionRef,
}: JsonObject): JsonObject {
  const { id, name } = isJsonObject(forSubscription) ? forSubscription : {};
  return definedFields({
    subscription: [name, subscriptionRef, id, subscriptionId].find((known) => typeof known === 'string'),
    effectiveDate: [cancelDate, effectiveDate].find((date) => typeof date === 'string'),
  });
}
