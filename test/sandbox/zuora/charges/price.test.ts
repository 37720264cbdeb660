import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../../sandbox/server/exchange.ts';
import { productChargeSchema } from '../../../../sandbox/zuora/catalog/catalog-schema.ts';
import { catalogPrice, overriddenPrice, totalPrice } from '../../../../sandbox/zuora/charges/price.ts';
import type { Pricing } from '../../../../sandbox/zuora/charges/pricing-schema.ts';

const TIERS = [
  { tier: 1, startingUnit: '0', endingUnit: '10', price: '2.00', priceFormat: 'PerUnit' },
  { tier: 2, startingUnit: '11', price: '1.50', priceFormat: 'PerUnit' },
];

const product = (given: object) =>
  productChargeSchema.parse({
    id: 'charge',
    name: 'Fee',
    type: 'Recurring',
    model: 'FlatFee',
    billingPeriod: 'Month',
    pricing: [{ currency: 'GBP', price: '17.50' }],
    ...given,
  });

function priced(given: object, pricing?: Pricing): number {
  const charge = product(given);
  const price = overriddenPrice(
    catalogPrice(charge, 'GBP'),
    pricing,
    { ...charge, productRatePlanChargeId: charge.id },
    'GBP',
  );
  return totalPrice(charge.model, price);
}

describe('the price of a charge', () => {
  it.each([
    ['a flat fee', {}, 1750],
    ['units', { model: 'PerUnit', defaultQuantity: '3' }, 5250],
    ['one unit by default', { model: 'PerUnit' }, 1750],
    ['tiers', { model: 'Tiered', defaultQuantity: '12', pricing: [{ currency: 'GBP', tiers: TIERS }] }, 2300],
    ['volume', { model: 'Volume', defaultQuantity: '12', pricing: [{ currency: 'GBP', tiers: TIERS }] }, 1800],
    [
      'volume below the first limit',
      { model: 'Volume', defaultQuantity: '10', pricing: [{ currency: 'GBP', tiers: TIERS }] },
      2000,
    ],
  ])('of %s comes from the catalogue', (_, given, expected) => {
    expect(priced(given)).toBe(expected);
  });

  it.each([
    ['the price of a flat fee', {}, { recurringFlatFee: { listPrice: 12.34 } }, 1234],
    ['the quantity', { model: 'PerUnit' }, { recurringPerUnit: { quantity: 4 } }, 7000],
    ['price and quantity', { model: 'PerUnit' }, { recurringPerUnit: { listPrice: 0.1, quantity: 3 } }, 30],
    ['a one-time fee', { type: 'OneTime', billingPeriod: undefined }, { oneTimeFlatFee: { listPrice: 5 } }, 500],
  ])('can be overridden: %s', (_, given, pricing, expected) => {
    expect(priced(given, pricing)).toBe(expected);
  });

  it.each([
    ['the price of another charge model', { recurringPerUnit: { quantity: 2 } }],
    ['the price of another charge type', { oneTimeFlatFee: { listPrice: 2 } }],
    ['a price with too many decimal places', { recurringFlatFee: { listPrice: 2.345 } }],
  ])('rejects %s', (_, pricing) => {
    expect(() => priced({}, pricing)).toThrow(Refusal);
  });

  it('is missing in a currency that the catalogue does not have', () => {
    expect(() => catalogPrice(product({}), 'EUR')).toThrow(Refusal);
  });
});
