/** Currencies whose smallest unit is not a hundredth, by its digits after the point (ISO 4217, list one, minor units). */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...codes('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
  ...codes('BHD IQD JOD KWD LYD OMR TND', 3),
  ...codes('CLF UYW', 4),
]);

const USUAL_DIGITS = 2;

/** The most that a currency of the list has. */
const MOST_DIGITS = 4;

/**
 * How many digits after the point an amount of a currency has.
 *
 * `Intl.NumberFormat` does not tell: it knows how people write amounts (CLDR), without decimals for HUF, COP or IDR, which
 * have two on an invoice.
 *
 * @param currency code of ISO 4217; one that the list does not have counts as one with 2 digits, as nearly all have. Without
 *   a currency 4 digits, the most there are: what is an amount in any currency then stays one
 */
export function currencyDigits(currency: string | undefined): number {
  return currency === undefined ? MOST_DIGITS : (DIGITS.get(currency) ?? USUAL_DIGITS);
}

function codes(list: string, digits: number): readonly (readonly [string, number])[] {
  return list.split(' ').map((code) => [code, digits]);
}

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
