import type { JsonObject } from '../../core/json.ts';

const CURRENCY = 'GBP';
const OFFER = '/offers2/Digital Monthly';
const OTHER_OFFER = '/offers2/Digital Annual';
/** In the catalogue of the tests. */
const RATE_PLANS = { [OFFER]: 'plan-monthly', [OTHER_OFFER]: 'plan-annual' };
const PRICE = 12;
const BY_KEY = '/requests/{idempotencyKey}';

/** What happens to the first request of an order. `lost`: it takes effect without a reply. `unclear`: an error, and no effect. */
export type Fate = 'lost' | 'unclear' | 'refused';

/** A kind of order: which sequence it takes, what it asks for, and its effect at the partner. */
export interface OrderKind {
  readonly name: string;
  /** The sequence's processing type, and the id of the step that has the effect. */
  readonly sequence: 'billing' | 'callout' | 'probed' | 'entitled' | 'informed';
  readonly step: string;
  /** Where the step requests its effect. */
  readonly partner: 'zuora' | 'provisioning';
  readonly path: string;
  readonly effect: string;
  /** Fields of the order. @default those of a purchase */
  readonly change?: JsonObject;
  readonly fates: readonly Fate[];
}

const amount = { total: { amount: 2, currency: CURRENCY } };
const billing = (name: string, effect: string, more: Partial<OrderKind> = {}): OrderKind => ({
  name,
  sequence: 'billing',
  step: 'zuora',
  partner: 'zuora',
  path: '/v1/orders',
  effect,
  fates: ['lost', 'unclear', 'refused'],
  ...more,
});
const provisioning = (name: string, sequence: OrderKind['sequence'], more: Partial<OrderKind> = {}): OrderKind => ({
  name,
  sequence,
  step: 'calloutPlugin',
  partner: 'provisioning',
  path: '/orders',
  effect: 'callout.received',
  fates: ['lost', 'refused'],
  ...more,
});

/** Every kind of effect that an order can have at Zuora or at an endpoint. */
export const ORDER_KINDS: readonly OrderKind[] = [
  billing('new', 'subscription.created'),
  billing('change_offer', 'subscription.changed', { change: { offer: { path: OTHER_OFFER } } }),
  billing('cancel_subscription', 'subscription.cancelled', { change: { cancelDate: '2026-06-01' } }),
  billing('credit', 'credit-memo.created', { path: '/v1/credit-memos', change: amount }),
  billing('refund', 'refund.created', { path: '/v1/payments', change: amount, fates: ['lost', 'refused'] }),
  provisioning('callout', 'callout'),
  provisioning('callout that can be probed', 'probed'),
  provisioning('callout after completion', 'informed'),
  provisioning('entitlement', 'entitled', {
    step: 'entitlements',
    path: '/entitlements/grant',
    effect: 'entitlement.granted',
    fates: ['lost', 'unclear', 'refused'],
  }),
];

/** The tenant file with a sequence for each kind of effect. */
export function outageTenant(provisioningUrl: string): JsonObject {
  const retry = { maxAttempts: 1 };
  const zuora = {
    name: 'zuora',
    critical: true,
    retry,
    options: { ratePlans: RATE_PLANS, creditChargeId: 'charge-goodwill', refundAs: 'payment' },
  };
  const options = { endpoint: `${provisioningUrl}/orders`, rejectUnlessOk: true };
  const probed = { ...options, statusUrl: `${provisioningUrl}${BY_KEY}`, statusBody: 'body.result' };
  const callout = (more: JsonObject): JsonObject => ({
    name: 'calloutPlugin',
    critical: true,
    retry,
    options,
    ...more,
  });
  const sequence = (name: OrderKind['sequence'], processOrder: JsonObject[], postProcessOrder: JsonObject[] = []) => ({
    name,
    match: { processingType: [name] },
    processOrder,
    postProcessOrder,
  });
  const entitlements = { name: 'entitlements', critical: true, retry, options: { endpoint: provisioningUrl } };
  return {
    processOrder: [zuora],
    overrides: [
      sequence('billing', [zuora]),
      sequence('callout', [callout({})]),
      sequence('probed', [callout({ options: probed })]),
      sequence('informed', [], [callout({ critical: false })]),
      sequence('entitled', [entitlements]),
    ],
  };
}

/** Returns a purchase by a customer of its own. */
export function purchase(index: number, sequence: OrderKind['sequence'] = 'billing'): JsonObject {
  const person = { firstName: 'Test', lastName: `Customer${index}`, email: `customer${index}@example.org` };
  const price = { amount: PRICE, currency: CURRENCY };
  const products = [{ path: '/products/Digital', entitlements: [{ $ref: '/entitlements/Digital' }] }];
  return {
    order_type: 'new',
    processing_type: sequence,
    owner: `user-${index}`,
    orderDate: '2026-03-02T09:30:00Z',
    country: 'GB',
    orderItems: [{ id: `item-${index}`, quantity: 1, price, offer: { path: OFFER }, products }],
    customerDetails: person,
    billingDetails: { ...person, address1: '1 Mill Lane', city: 'Leeds', postalCode: 'LS1 1AA', country: 'GB' },
    payment: { type: 'zuora', zuora: { refId: index.toString(16).padStart(32, '0') } },
    total: price,
  };
}
