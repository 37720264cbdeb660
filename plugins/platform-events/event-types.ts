import type { JsonObject } from '../../core/json.ts';
import { ORDER_TYPES, type OrderType } from '../../core/order/order-types.ts';
import { typeOfOrder } from './order-event-schema.ts';

/** What an event type is for: an order type, or a new order that is a gift. */
export const EVENT_OCCASIONS = [...ORDER_TYPES, 'gift'] as const;

/** One of the occasions that an event type is for. */
export type EventOccasion = (typeof EVENT_OCCASIONS)[number];

/**
 * The event type of each occasion (Limio's page "Platform Events Definitions"). It knows none for `credit`, `external`
 * and `activation`: such orders have no event.
 */
export const EVENT_TYPES: Readonly<Partial<Record<EventOccasion, string>>> = {
  new: 'NEW_ORDER',
  gift: 'NEW_GIFT_ORDER',
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

/**
 * The event type of an order; undefined when its type has no event.
 *
 * @param own the types that an org names otherwise, or has in addition
 */
export function eventTypeOf(
  order: JsonObject,
  own: Readonly<Partial<Record<EventOccasion, string>>> = {},
): string | undefined {
  const orderType = typeOfOrder(order);
  if (orderType === undefined) return undefined;
  const occasion: EventOccasion = orderType === 'new' && order.isGift === true ? 'gift' : orderType;
  return own[occasion] ?? EVENT_TYPES[occasion];
}

/** Whether the event of an order type tells of an offer, with its product and its term. */
export function showsOffer(orderType: OrderType): boolean {
  const types: readonly OrderType[] = ['new', 'change_offer', 'add_offer', 'renew', 'refund', 'credit', 'external'];
  return types.includes(orderType);
}
