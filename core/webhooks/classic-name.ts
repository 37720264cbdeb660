import type { OrderEvent } from '../events/order-events.ts';
import type { OrderType } from '../order/order-types.ts';

const ORDER_SUBMITTED = 'Order Submitted';

const BY_ORDER_TYPE: Readonly<Partial<Record<OrderType, string>>> = {
  change_address: 'Address Change',
  change_payment: 'Payment Method Change',
  change_offer: 'Subscription Offer Change',
  add_offer: 'Subscription Offer Addition',
  cancel_subscription: 'Subscription Cancellation',
  update_customer_details: 'Update Customer Details',
  update_subscription: 'Update Subscription',
};

/**
 * The name by which older receivers know a webhook; undefined for events that they do not know.
 *
 * Those fire when the order is submitted, whatever comes of it, and on every error.
 */
export function classicName({ type, orderType }: Pick<OrderEvent, 'type' | 'orderType'>): string | undefined {
  if (type === 'order.error') return 'Error';
  if (type !== 'order.submitted') return undefined;
  return Object.entries(BY_ORDER_TYPE).find(([known]) => known === orderType)?.[1] ?? ORDER_SUBMITTED;
}
