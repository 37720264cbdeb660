import { currencyDigits } from './money/currency-digits.ts';

/**
 * An amount in the digits of its currency, halves up: what sums and products of amounts are before anybody compares or
 * sends them, since binary fractions leave dust (0.1 + 0.2).
 *
 * @param currency code of ISO 4217; see `currencyDigits` for one that is unknown or missing
 */
export function roundMoney(amount: number, currency: string | undefined): number {
  const units = 10 ** currencyDigits(currency);
  return Math.round(amount * units) / units;
}
