import type { JsonObject } from '../../core/json.ts';
import { OFFER, TRIAL_OFFER } from './campaign-tenant.ts';
import { createRandom, type Random } from './random.ts';

/** One order of a campaign. */
export interface CampaignOrder {
  /** The idempotency key that it is submitted with, the same however often. */
  readonly key: string;
  readonly order: JsonObject;
}

/** What orders buy, by the offer type that leads to a sequence. */
const OFFERS = [
  ['standard', OFFER],
  ['standard', OFFER],
  ['trial', TRIAL_OFFER],
] as const;
/** What orders are paid in. */
export const CURRENCIES = ['GBP', 'EUR', 'USD'] as const;
const EXPRESS_SHARE = 0.3;
const DAYS = 28;
const HEX_DIGITS_OF_A_CARD = 32;

/** The key of the order with a number, which is its external id as well. */
export function keyOf(seed: number, index: number): string {
  return `campaign-${seed}-${index}`;
}

/** What leads some orders to the express sequence, whatever they are. */
export function sequenceFields(random: Random): JsonObject {
  return random.next() < EXPRESS_SHARE ? { processing_type: 'express' } : {};
}

/** The order with a number: a new customer, and one of the sequences of the campaign's tenant. The same for the same seed. */
export function randomOrder(seed: number, index: number): CampaignOrder {
  const random = createRandom(`order ${seed} ${index}`);
  const key = keyOf(seed, index);
  const name = `Customer${seed}x${index}`;
  const [offerType, path] = random.pick(OFFERS);
  const quantity = 1;
  const price = { amount: 5 + random.below(40), currency: random.pick(CURRENCIES) };
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
      payment: { type: 'zuora', zuora: { refId: randomCard(random) } },
      total: price,
    },
  };
}

/** The id of a payment method that the customer made on a hosted page. */
function randomCard(random: Random): string {
  return Array.from({ length: HEX_DIGITS_OF_A_CARD }, () => random.below(16).toString(16)).join('');
}
