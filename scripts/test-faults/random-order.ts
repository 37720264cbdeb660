import type { JsonObject } from '../../core/json.ts';
import { createRandom } from './random.ts';

/** One order of a campaign. */
export interface CampaignOrder {
  /** The idempotency key that it is submitted with, the same however often. */
  readonly key: string;
  readonly order: JsonObject;
}

/** What orders buy, by the offer type that leads to a sequence. */
const OFFERS = [
  ['standard', '/offers2/Digital Monthly'],
  ['standard', '/offers2/Digital Monthly'],
  ['trial', '/offers2/Digital Trial'],
] as const;
const EXPRESS_SHARE = 0.3;
const FOLLOW_UP_SHARE = 0.3;
const DAYS = 28;

/** A subscription that an order of the campaign brought, and whose it is. */
export interface Subscription {
  readonly reference: string;
  readonly owner: string;
  readonly email: string;
}

/** What follow-ups ask for. */
const FOLLOW_UPS: readonly [JsonObject, ...JsonObject[]] = [
  { order_type: 'renew' },
  { order_type: 'change_offer', offer: { path: '/offers2/Digital Annual' } },
  { order_type: 'cancel_subscription', cancelDate: '2026-06-01' },
];

/** Whether the order with a number is a follow-up, as far as there is a subscription to follow up. */
export function isFollowUp(seed: number, index: number): boolean {
  return createRandom(`follow-up ${seed} ${index}`).next() < FOLLOW_UP_SHARE;
}

/** The follow-up with a number: renews, changes or cancels a subscription. */
export function followUpOrder(seed: number, index: number, { email, owner, reference }: Subscription): CampaignOrder {
  const random = createRandom(`order ${seed} ${index}`);
  const key = `campaign-${seed}-${index}`;
  return {
    key,
    order: {
      ...random.pick(FOLLOW_UPS),
      external_id: key,
      owner,
      orderDate: '2026-04-01T09:30:00Z',
      country: 'GB',
      subscriptionRef: reference,
      customerDetails: { email },
    },
  };
}

/** The order with a number: a new customer, and one of the sequences of the campaign's tenant. The same for the same seed. */
export function randomOrder(seed: number, index: number): CampaignOrder {
  const random = createRandom(`order ${seed} ${index}`);
  const name = `Customer${seed}x${index}`;
  const [offerType, path] = random.pick(OFFERS);
  const quantity = 1;
  const price = { amount: 5 + random.below(40), currency: random.pick(['GBP', 'EUR', 'USD']) };
  const data = { attributes: { offer_type__limio: offerType } };
  const product = { path: '/products/Digital', entitlements: [{ $ref: '/entitlements/Digital' }] };
  const person = { firstName: 'Test', lastName: name, email: `${name.toLowerCase()}@example.org` };
  const address = { address1: `${index + 1} Mill Lane`, city: 'Leeds', postalCode: 'LS1 1AA', country: 'GB' };
  return {
    key: `campaign-${seed}-${index}`,
    order: {
      order_type: 'new',
      external_id: `campaign-${seed}-${index}`,
      owner: `user-${seed}-${index}`,
      orderDate: `2026-03-${String(1 + random.below(DAYS)).padStart(2, '0')}T09:30:00Z`,
      country: 'GB',
      ...(random.next() < EXPRESS_SHARE && { processing_type: 'express' }),
      orderItems: [{ id: `item-${index}`, quantity, price, offer: { path, data }, products: [product] }],
      customerDetails: person,
      billingDetails: { ...person, ...address },
      total: price,
    },
  };
}
