import type { OrderType } from '../../../core/order/order-types.ts';

/** What the reference says of an order type beside its fields. */
export interface OrderTypeNote {
  readonly summary: string;
  /** Fields of which an order must have one; JSON Schema cannot see this in the zod schema. @default no such rule */
  readonly oneOf?: readonly string[];
}

const TARGETS = ['forSubscription', 'subscriptionId', 'subscriptionRef'];
const OWNERS = ['customerId', 'owner', ...TARGETS];

/** Every order type in words. */
export const ORDER_TYPE_NOTES: Readonly<Record<OrderType, OrderTypeNote>> = {
  new: { summary: 'Takes out subscriptions to the offers in `orderItems`.' },
  external: { summary: 'Records an order that another system took.' },
  cancel_subscription: { summary: 'Ends a subscription, on `cancelDate` when given.', oneOf: TARGETS },
  change_offer: { summary: 'Moves a subscription to another offer.', oneOf: TARGETS },
  add_offer: { summary: 'Adds an offer to a subscription.', oneOf: TARGETS },
  change_payment: { summary: 'Changes how a customer or a subscription is paid for.', oneOf: OWNERS },
  change_address: { summary: 'Changes the delivery or the billing address.', oneOf: OWNERS },
  update_customer_details: { summary: 'Changes what is known of a customer.', oneOf: OWNERS },
  update_subscription: { summary: 'Adds, removes or changes offers and add-ons of a subscription.', oneOf: TARGETS },
  renew: { summary: 'Renews a subscription.', oneOf: TARGETS },
  refund: { summary: 'Pays money back for a subscription.', oneOf: TARGETS },
  credit: { summary: 'Credits a subscription.', oneOf: TARGETS },
  activation: { summary: 'Activates a subscription.', oneOf: TARGETS },
};
