import { describe, expect, it } from 'vitest';
import { currencyDigits, roundMoney } from '../../core/money.ts';

describe('currencyDigits', () => {
  it.each([
    ['GBP', 2],
    ['EUR', 2],
    ['USD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['CLP', 0],
    ['UYI', 0],
    ['XOF', 0],
    ['KWD', 3],
    ['BHD', 3],
    ['OMR', 3],
    ['JOD', 3],
    ['TND', 3],
    ['IQD', 3],
    ['CLF', 4],
    ['UYW', 4],
  ])('returns %s %i digits, as ISO 4217 does', (currency, digits) => {
    expect(currencyDigits(currency)).toBe(digits);
  });

  // `Intl.NumberFormat` omits the decimals of these, which cash no longer has but invoices do.
  it.each(['HUF', 'COP', 'IDR', 'PKR', 'RSD', 'AFN', 'MGA'])('returns %s the 2 digits of ISO 4217', (currency) => {
    expect(currencyDigits(currency)).toBe(2);
  });

  it('treats an unknown code as one with 2 digits, and a missing one as one with 4', () => {
    expect(currencyDigits('QQQ')).toBe(2);
    expect(currencyDigits('constructor')).toBe(2);
    expect(currencyDigits(undefined)).toBe(4);
  });
});

describe('roundMoney', () => {
  it.each([
    [10.125, 'KWD', 10.125],
    [10.1254, 'KWD', 10.125],
    [10.125, 'GBP', 10.13],
    [0.1 + 0.2, 'GBP', 0.3],
    [0.3 - 0.1 - 0.2, 'GBP', -0],
    [1099.5, 'JPY', 1100],
    [1099, 'JPY', 1099],
    [0.335 * 3, 'GBP', 1.01],
    [-12.345, 'EUR', -12.34],
    [4_503_599_627_370.49, 'USD', 4_503_599_627_370.49],
    [10.125, undefined, 10.125],
    [0.1 + 0.2, undefined, 0.3],
  ])('rounds %d %s to %d', (amount, currency, expected) => {
    expect(roundMoney(amount, currency)).toBe(expected);
  });
});
