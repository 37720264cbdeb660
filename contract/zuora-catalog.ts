import type { ZuoraCatalog } from '../sandbox/sandbox.ts';

type Plan = ZuoraCatalog['products'][number]['productRatePlans'][number];
type Charge = Plan['productRatePlanCharges'][number];

/** A charge of a plan of the tests, by default a recurring flat fee for a month. */
export type GivenCharge = Partial<Charge> & {
  /** In every currency; text with its decimal places. @default 0 */
  readonly price?: string;
};

const CURRENCIES = ['GBP', 'EUR', 'USD', 'JPY', 'KWD', 'BHD', 'HUF'];

/** Builds a catalogue of plans. The charge of a plan has the id `<plan>-charge` unless it names one. */
export function zuoraCatalog(plans: Readonly<Record<string, GivenCharge | readonly GivenCharge[]>>): ZuoraCatalog {
  const productRatePlans = Object.entries(plans).map(
    ([id, charges]): Plan => ({
      id,
      name: id,
      productRatePlanCharges: [charges].flat().map((charge) => chargeOf(id, charge)),
    }),
  );
  return { products: [{ id: 'product', name: 'Product', productRatePlans }] };
}

function chargeOf(plan: string, { price = '0', ...given }: GivenCharge): Charge {
  const type = given.type ?? 'Recurring';
  return {
    id: `${plan}-charge`,
    name: `Fee of ${plan}`,
    model: 'FlatFee',
    ...(type === 'Recurring' && { billingPeriod: 'Month' }),
    pricing: CURRENCIES.map((currency) => ({ currency, price })),
    ...given,
    type,
  };
}

/** Builds a one-time charge for credit memos. */
export function creditCharge(id: string): GivenCharge {
  return { id, type: 'OneTime' };
}

/** What the sandbox sells to the tenants of the tests. The offer of the example order costs what the order says. */
export const TEST_CATALOG: ZuoraCatalog = zuoraCatalog({
  '8ad08d2989bcbba00189bd6e1c000001': { price: '17.5' },
  '8ad084a68f1d0c3e018f1d2a5b6c9999': { price: '17.5' },
  '8ad0965d7f1c5bd7017f1d5a8e6b0a11': { price: '17.5' },
  '8ad0965d7f1c5bd7017f1d5a8e6b0a12': { price: '0' },
  'plan-1': { price: '17.5' },
  'plan-dear': { price: '19' },
  'plan-monthly': { id: 'c', billingPeriod: 'Subscription Term', price: '12' },
  'plan-annual': { billingPeriod: 'Annual', price: '99' },
  'plan-discount': {
    model: 'DiscountPercentage',
    applyDiscountTo: 'RECURRING',
    discountLevel: 'subscription',
    pricing: CURRENCIES.map((currency) => ({ currency, discountPercentage: '20' })),
  },
  'plan-newsletter': { id: 'charge-newsletter', model: 'PerUnit', billingPeriod: 'Subscription Term', price: '2' },
  'plan-print': { price: '9' },
  'plan-digital': { price: '8' },
  'plan-one': { price: '1' },
  'plan-two': { price: '2' },
  credits: ['charge-goodwill', 'charge-any', 'charge-compensation', 'charge-credit'].map(creditCharge),
});
