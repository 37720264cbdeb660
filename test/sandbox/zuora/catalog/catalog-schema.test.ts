import { describe, expect, it } from 'vitest';
import { type GivenCharge, zuoraCatalog } from '../../../../contract/zuora-catalog.ts';
import { catalogSchema } from '../../../../sandbox/zuora/catalog/catalog-schema.ts';

const problemsOf = (charge: GivenCharge) =>
  catalogSchema.safeParse(zuoraCatalog({ plan: charge })).error?.issues.map(({ path }) => String(path.at(-1))) ?? [];

describe('a catalogue', () => {
  it('has charges of every model', () => {
    const discount = { applyDiscountTo: 'RECURRING', discountLevel: 'rateplan' } as const;
    const tier = { tier: 1, startingUnit: '1', price: '2.50', priceFormat: 'PerUnit' } as const;
    const charges: GivenCharge[] = [
      { price: '17.50' },
      { type: 'OneTime', model: 'PerUnit', defaultQuantity: '3' },
      { model: 'Tiered', pricing: [{ currency: 'GBP', tiers: [tier] }] },
      { model: 'DiscountPercentage', ...discount, pricing: [{ currency: 'GBP', discountPercentage: '20' }] },
      { model: 'DiscountFixedAmount', ...discount, pricing: [{ currency: 'GBP', discountAmount: '2' }] },
      { billingPeriod: 'Specific Weeks', specificBillingPeriod: 4 },
      { endDateCondition: 'Fixed_Period', upToPeriods: 3, upToPeriodsType: 'Billing_Periods' },
    ];
    expect(charges.flatMap(problemsOf)).toEqual([]);
  });

  it.each([
    ['a price that is a number', { pricing: [{ currency: 'GBP', price: 17.5 }] }, ['price']],
    ['a currency in small letters', { pricing: [{ currency: 'gbp', price: '1' }] }, ['currency']],
    ['no price', { pricing: [{ currency: 'GBP' }] }, ['pricing']],
    ['a one-time charge by the month', { type: 'OneTime', billingPeriod: 'Month' }, ['billingPeriod']],
    ['a specific period without its length', { billingPeriod: 'Specific Months' }, ['specificBillingPeriod']],
    ['a length without a specific period', { specificBillingPeriod: 2 }, ['specificBillingPeriod']],
    ['a fixed period without its end', { endDateCondition: 'Fixed_Period' }, ['upToPeriods']],
    [
      'a discount for nothing',
      { model: 'DiscountPercentage', pricing: [{ currency: 'GBP', discountPercentage: '2' }] },
      ['applyDiscountTo'],
    ],
    ['a quantity of a flat fee', { defaultQuantity: '2' }, ['defaultQuantity']],
    ['a misspelt field', { billngPeriod: 'Month' }, ['0']],
  ])('is rejected with %s', (_, charge, paths) => {
    expect(problemsOf(charge as GivenCharge)).toEqual(paths);
  });
});
