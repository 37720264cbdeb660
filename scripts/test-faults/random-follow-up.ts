import type { JsonObject } from '../../core/json.ts';
import { EXTRA_OFFER, OTHER_OFFER } from './campaign-tenant.ts';
import { createRandom } from './random.ts';
import { type CampaignOrder, keyOf, sequenceFields } from './random-order.ts';

/** A subscription that an order of the campaign brought, and whose it is. */
export interface Subscription {
  readonly reference: string;
  readonly owner: string;
  readonly email: string;
  readonly currency: string;
}

const FOLLOW_UP_SHARE = 0.4;
/** Less than any offer costs, so that there is a payment to refund it from. */
const GIVEN_BACK = 2;

/** What follow-ups ask for. */
const FOLLOW_UPS: readonly [FollowUp, ...FollowUp[]] = [
  () => ({ order_type: 'renew' }),
  () => ({ order_type: 'change_offer', offer: { path: OTHER_OFFER } }),
  () => ({ order_type: 'add_offer', offer: { path: EXTRA_OFFER } }),
  () => ({
    order_type: 'update_subscription',
    updates: [{ type: 'add', record_type: 'add_on', id: 'add-on-1', path: EXTRA_OFFER, quantity: 1 }],
  }),
  () => ({ order_type: 'cancel_subscription', cancelDate: '2026-06-01' }),
  () => ({ order_type: 'change_address', type: 'billing', address: { address1: '5 High Street', city: 'York' } }),
  ({ currency }) => ({ order_type: 'credit', total: { amount: GIVEN_BACK, currency } }),
  ({ currency }) => ({ order_type: 'refund', total: { amount: GIVEN_BACK, currency } }),
];
type FollowUp = (subscription: Subscription) => JsonObject;

/** Whether the order with a number is a follow-up, as far as there is a subscription to follow up. */
export function isFollowUp(seed: number, index: number): boolean {
  return createRandom(`follow-up ${seed} ${index}`).next() < FOLLOW_UP_SHARE;
}

/** The follow-up with a number: what a customer, or the one who serves the customer, does with a subscription later. */
export function followUpOrder(seed: number, index: number, subscription: Subscription): CampaignOrder {
  const random = createRandom(`order ${seed} ${index}`);
  const key = keyOf(seed, index);
  return {
    key,
    order: {
      ...random.pick(FOLLOW_UPS)(subscription),
      ...sequenceFields(random),
      external_id: key,
      owner: subscription.owner,
      orderDate: '2026-04-01T09:30:00Z',
      country: 'GB',
      subscriptionRef: subscription.reference,
      customerDetails: { email: subscription.email },
    },
  };
}
