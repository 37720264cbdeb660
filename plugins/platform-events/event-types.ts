import type { JsonObject } from '../../core/json.ts';
import { giftStageOf } from '../../core/order/order-receiver.ts';
import { ORDER_TYPES, type OrderType } from '../../core/order/order-types.ts';
import { typeOfOrder } from '../kit/order-actions.ts';

/** The occasions of events: each order type, and a new order that buys a gift. */
export const EVENT_OCCASIONS = [...ORDER_TYPES, 'gift'] as const;

/** An occasion of an event. */
export type EventOccasion = (typeof EVENT_OCCASIONS)[number];

interface EventSpec {
  /** `undefined` if Limio defines no event for the occasion, so that such orders publish nothing by default. */
  readonly eventType: string | undefined;
  /** Whether the event describes an offer with its product and term. */
  readonly hasOffer: boolean;
}

/** The event of each occasion (Limio's page "Platform Events Definitions"). */
export const EVENTS: Readonly<Record<EventOccasion, EventSpec>> = {
  new: { eventType: 'NEW_ORDER', hasOffer: true },
  gift: { eventType: 'NEW_GIFT_ORDER', hasOffer: true },
  change_offer: { eventType: 'CHANGE_OFFER', hasOffer: true },
  add_offer: { eventType: 'ADD_OFFER', hasOffer: true },
  cancel_subscription: { eventType: 'CANCEL_REQUEST', hasOffer: false },
  change_payment: { eventType: 'CHANGE_PAYMENT_REQUEST', hasOffer: false },
  refund: { eventType: 'REFUND', hasOffer: true },
  renew: { eventType: 'REQUEST_RENEWAL', hasOffer: true },
  change_address: { eventType: 'CHANGED_DELIVERY_ADDRESS', hasOffer: false },
  update_customer_details: { eventType: 'UPDATE_CUSTOMER', hasOffer: false },
  update_subscription: { eventType: 'UPDATE_SUBSCRIPTION', hasOffer: false },
  credit: { eventType: undefined, hasOffer: true },
  external: { eventType: undefined, hasOffer: true },
  activation: { eventType: undefined, hasOffer: false },
};

/**
 * Returns the event type of an order; `undefined` if its type has no event.
 *
 * @param overrides event types that an org renames or adds. @default none
 */
export function eventTypeOf(
  order: JsonObject,
  overrides: Readonly<Partial<Record<EventOccasion, string>>> = {},
): string | undefined {
  const orderType = typeOfOrder(order);
  if (orderType === undefined) return undefined;
  const occasion: EventOccasion = orderType === 'new' && giftStageOf(order) === 'purchase' ? 'gift' : orderType;
  return overrides[occasion] ?? EVENTS[occasion].eventType;
}

/** Returns whether the event of an order type describes an offer, with its product and term. */
export function hasOffer(orderType: OrderType): boolean {
  return EVENTS[orderType].hasOffer;
}
