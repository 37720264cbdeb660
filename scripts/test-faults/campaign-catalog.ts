import type { ZuoraCatalog } from '../../sandbox/sandbox.ts';
import { CREDIT_CHARGE, CURRENCIES, PLANS } from './campaign-tenant.ts';

/** What the sandbox Zuora sells to the campaign's tenant: the plan of each offer at its price for a term. */
export const CAMPAIGN_CATALOG: ZuoraCatalog = {
  products: [
    {
      id: 'product-digital',
      name: 'Digital',
      productRatePlans: [
        ...Object.values(PLANS).map(({ cents, id }) => ({
          id,
          name: id,
          productRatePlanCharges: [
            {
              id: `charge-of-${id}`,
              name: `Fee of ${id}`,
              type: 'Recurring' as const,
              model: 'FlatFee' as const,
              billingPeriod: 'Subscription Term' as const,
              pricing: CURRENCIES.map((currency) => ({ currency, price: (cents[currency] / 100).toFixed(2) })),
            },
          ],
        })),
        {
          id: 'plan-credits',
          name: 'Credits',
          productRatePlanCharges: [
            {
              id: CREDIT_CHARGE,
              name: 'Goodwill',
              type: 'OneTime' as const,
              model: 'FlatFee' as const,
              pricing: CURRENCIES.map((currency) => ({ currency, price: '0' })),
            },
          ],
        },
      ],
    },
  ],
};
