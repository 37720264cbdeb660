import { zuoraRefusal } from './errors.ts';

/** A whole number of the smallest unit of a currency: 1750 for 17.50 pounds. */
export type Units = number;

const DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** Returns the number of decimal places of a currency (ISO 4217, minor units). */
export function currencyDigits(currency: string): number {
  const listed = Object.entries(DIGITS).find(([, codes]) => codes.split(' ').includes(currency));
  return listed === undefined ? 2 : Number(listed[0]);
}

/**
 * Returns an amount in units, exactly.
 *
 * @param amount as sent: a number, or text such as `17.50`
 * @param field named in the refusal
 * @throws Refusal when the amount is not a decimal number, or has more decimal places than the currency.
 */
export function toUnits(amount: number | string, currency: string, field: string): Units {
  const digits = currencyDigits(currency);
  const { scaled, places } = decimal(String(amount)) ?? {};
  if (scaled === undefined || places === undefined || places > digits) {
    const message = `'${field}' must be an amount with at most ${digits} decimal places, which is what ${currency} has`;
    throw zuoraRefusal({ category: 'invalidValue' }, message);
  }
  return Number(scaled * 10n ** BigInt(digits - places));
}

/** Returns units as the amount that Zuora shows, for example 17.5. */
export function toAmount(units: Units, currency: string): number {
  return units / 10 ** currencyDigits(currency);
}

/** Returns units as text with all decimal places of the currency, for example `17.50`. */
export function toText(units: Units, currency: string): string {
  return toAmount(units, currency).toFixed(currencyDigits(currency));
}

/** Returns units × part ÷ whole, rounded half up (away from zero). The factors may have decimal places. */
export function share(units: Units, part: number | string, whole: number | string = 1): Units {
  const { scaled: numerator, places: numeratorPlaces } = decimalOrFail(part);
  const { scaled: divisor, places: divisorPlaces } = decimalOrFail(whole);
  const above = BigInt(units) * numerator * 10n ** BigInt(divisorPlaces);
  const below = divisor * 10n ** BigInt(numeratorPlaces);
  const isNegative = above < 0n;
  const size = isNegative ? -above : above;
  const rounded = (2n * size + below) / (2n * below);
  return Number(isNegative ? -rounded : rounded);
}

function decimalOrFail(value: number | string): { readonly scaled: bigint; readonly places: number } {
  const parsed = decimal(String(value));
  if (parsed === undefined) throw new RangeError(`${value} is not a decimal number.`);
  return parsed;
}

/** Parses a decimal number without passing through binary fractions. Trailing zeros do not count as places. */
function decimal(text: string): { readonly scaled: bigint; readonly places: number } | undefined {
  const found = /^(?<sign>-?)(?<whole>\d{1,15})(?:\.(?<fraction>\d{1,15}))?$/.exec(text)?.groups;
  if (found === undefined) return undefined;
  const fraction = (found.fraction ?? '').replace(/0+$/, '');
  return { scaled: BigInt(`${found.sign}${found.whole}${fraction}`), places: fraction.length };
}
