import type { JsonObject } from '../../core/json.ts';
import { CURRENCIES, type Currency, EXTRA_OFFER, OFFER, OTHER_OFFER, PLANS, TRIAL_OFFER } from './campaign-tenant.ts';
import { createRandom, type Random } from './random.ts';

/** An order of a campaign. */
export interface CampaignOrder {
  /** Idempotency key of the submission; the same for a repeat. */
  readonly key: string;
  readonly order: JsonObject;
}

/** A subscription that an order of the campaign created, and its customer. */
export interface Subscription {
  readonly reference: string;
  readonly owner: string;
  readonly email: string;
  readonly currency: Currency;
  /** First day, `yyyy-mm-dd`. */
  readonly startedOn: string;
}

/** Offers of new orders, with the offer type that selects the sequence. */
const OFFERS = [
  ['standard', OFFER],
  ['standard', OFFER],
  ['trial', TRIAL_OFFER],
] as const;
const EXPRESS_SHARE = 0.3;
const DAYS = 28;
const PAYMENT_METHOD_ID_LENGTH = 32;

const FOLLOW_UP_SHARE = 0.4;
/** Less than the price of any offer, so that a payment can cover the refund. */
const REFUND_AMOUNT = 2;

/** Kinds of follow-ups. */
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
  ({ currency }) => ({ order_type: 'credit', total: { amount: REFUND_AMOUNT, currency } }),
  ({ currency }) => ({ order_type: 'refund', total: { amount: REFUND_AMOUNT, currency } }),
];
type FollowUp = (subscription: Subscription) => JsonObject;

/** Returns the idempotency key of an order, which is also its external id. */
function keyOf(seed: number, index: number): string {
  return `campaign-${seed}-${index}`;
}

/** Returns the fields that send a share of the orders through the express sequence. */
function sequenceFields(random: Random): JsonObject {
  return random.next() < EXPRESS_SHARE ? { processing_type: 'express' } : {};
}

/** Returns a new order of a new customer. The same seed and index give the same order. */
export function randomOrder(seed: number, index: number): CampaignOrder {
  const random = createRandom(`order ${seed} ${index}`);
  const key = keyOf(seed, index);
  const name = `Customer${seed}x${index}`;
  const [offerType, path] = random.pick(OFFERS);
  const quantity = 1;
  const currency = random.pick(CURRENCIES);
  const price = { amount: path === OFFER ? PLANS[OFFER].cents[currency] / 100 : 0, currency };
  const data = { attributes: { offer_type__limio: offerType } };
  const product = { path: '/products/Digital', entitlements: [{ $ref: '/entitlements/Digital' }] };
  const person = { firstName: 'Test', lastName: name, email: `${name.toLowerCase()}@example.org` };
  const address = { address1: `${index + 1} Mill Lane`, city: 'Leeds', postalCode: 'LS1 1AA', country: 'GB' };
  return {
    key,
    order: {
      order_type: 'new',
      external_id: key,
      owner: `user-${seed}-${index}`,
      orderDate: `2026-03-${String(1 + random.below(DAYS)).padStart(2, '0')}T09:30:00Z`,
      country: 'GB',
      ...sequenceFields(random),
      orderItems: [{ id: `item-${index}`, quantity, price, offer: { path, data }, products: [product] }],
      customerDetails: person,
      billingDetails: { ...person, ...address },
      payment: { type: 'zuora', zuora: { refId: randomPaymentMethodId(random) } },
      total: price,
    },
  };
}

/** Returns whether an order is to be a follow-up; it is a new order if there is no subscription for it. */
export function isFollowUp(seed: number, index: number): boolean {
  return createRandom(`follow-up ${seed} ${index}`).next() < FOLLOW_UP_SHARE;
}

/** Returns a follow-up: a later order for a subscription, from the customer or from customer service. */
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

/** Returns the id of a payment method that the customer created on a hosted page. */
function randomPaymentMethodId(random: Random): string {
  return Array.from({ length: PAYMENT_METHOD_ID_LENGTH }, () => random.below(16).toString(16)).join('');
}
