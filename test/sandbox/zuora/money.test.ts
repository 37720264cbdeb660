import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../../sandbox/server/exchange.ts';
import { currencyDigits, share, toAmount, toText, toUnits } from '../../../sandbox/zuora/money.ts';

describe('money', () => {
  it.each([
    ['GBP', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
  ])('has the decimal places of %s', (currency, digits) => {
    expect(currencyDigits(currency)).toBe(digits);
  });

  it.each([
    [17.5, 'GBP', 1750],
    ['8.575', 'KWD', 8575],
    [1.1, 'GBP', 110],
    [100, 'JPY', 100],
    ['17.500', 'GBP', 1750],
    [-0.07, 'EUR', -7],
  ])('turns %s %s into %i units', (amount, currency, units) => {
    expect(toUnits(amount, currency, 'amount')).toBe(units);
  });

  it.each([
    [8.575, 'GBP'],
    [0.5, 'JPY'],
    ['1e3', 'GBP'],
    ['one', 'GBP'],
    [Number.NaN, 'GBP'],
  ])('refuses %s %s', (amount, currency) => {
    expect(() => toUnits(amount, currency, 'amount')).toThrow(Refusal);
  });

  it('shows units as the amount that was sent', () => {
    const units = fc.integer({ min: -1e12, max: 1e12 });
    fc.assert(
      fc.property(units, fc.constantFrom('GBP', 'JPY', 'KWD', 'CLF'), (whole, currency) => {
        expect(toUnits(toAmount(whole, currency), currency, 'amount')).toBe(whole);
        expect(Number(toText(whole, currency))).toBe(toAmount(whole, currency));
      }),
    );
  });

  it.each([
    [1200, 335, 365, 1101],
    [5, 1, 2, 3],
    [-5, 1, 2, -3],
    [1750, '33.333', 100, 583],
    [333, 0.5, 1, 167],
    [0, 3, 7, 0],
  ])('shares %i × %s ÷ %s exactly and rounds halves up', (units, part, whole, expected) => {
    expect(share(units, part, whole)).toBe(expected);
  });

  it('never loses a unit between a part and the rest', () => {
    const total = fc.integer({ min: 0, max: 1e9 });
    const days = fc.integer({ min: 1, max: 366 });
    fc.assert(
      fc.property(total, days, days, (units, one, other) => {
        const [part = 0, whole = 1] = [one, other].toSorted((a, b) => a - b);
        const exact = (units * part) / whole;
        expect(Math.abs(share(units, part, whole) - exact)).toBeLessThanOrEqual(0.5 + 1e-6);
      }),
    );
  });
});
