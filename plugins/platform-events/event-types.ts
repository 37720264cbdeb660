import type { JsonObject } from '../../core/json.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';

/** The event type of each order type (Limio's page "Platform Events Definitions"); an order type without one has no event. */
export const EVENT_TYPES: Readonly<Partial<Record<OrderType, string>>> = {
  new: 'NEW_ORDER',
  change_offer: 'CHANGE_OFFER',
  add_offer: 'ADD_OFFER',
  cancel_subscription: 'CANCEL_REQUEST',
  change_payment: 'CHANGE_PAYMENT_REQUEST',
  refund: 'REFUND',
  renew: 'REQUEST_RENEWAL',
  change_address: 'CHANGED_DELIVERY_ADDRESS',
  update_customer_details: 'UPDATE_CUSTOMER',
  update_subscription: 'UPDATE_SUBSCRIPTION',
};

const GIFT_EVENT_TYPE = 'NEW_GIFT_ORDER';

/** The event type of an order; undefined when its type has no event. A new order that is a gift has a type of its own. */
export function eventTypeOf(order: JsonObject): string | undefined {
  const orderType = typeof order.order_type === 'string' ? orderTypeOf(order.order_type) : undefined;
  if (orderType === 'new' && order.isGift === true) return GIFT_EVENT_TYPE;
  return orderType === undefined ? undefined : EVENT_TYPES[orderType];
}
