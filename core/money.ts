/** The currencies in which somebody can pay: ISO 4217, list one, without funds, metals and test codes; 2026. */
export const CURRENCIES: readonly string[] = (
  'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY ' +
  'COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD ' +
  'IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK ' +
  'MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS ' +
  'SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XDR XOF ' +
  'XPF YER ZAR ZMW ZWG'
).split(' ');

const KNOWN: ReadonlySet<string> = new Set(CURRENCIES);

/** Returns whether a text is the code of a currency, in upper case. */
export function isCurrency(code: string): boolean {
  return KNOWN.has(code);
}

/** Decimal digits of the currencies that do not have two (ISO 4217, list one, minor units). */
const DIGITS: ReadonlyMap<string, number> = new Map([
  ...codes('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
  ...codes('BHD IQD JOD KWD LYD OMR TND', 3),
  ...codes('CLF UYW', 4),
]);

const DEFAULT_DIGITS = 2;

/** The most decimal digits of any currency. */
const MAX_DIGITS = 4;

/**
 * Returns the number of decimal digits in an amount of a currency.
 *
 * `Intl.NumberFormat` does not help: it follows everyday usage (CLDR), without decimals for HUF, COP or IDR, which have two
 * on an invoice.
 *
 * @param currency ISO 4217 code. An unknown one has 2 digits, as nearly all currencies do. Without a currency the result is
 *   4, the most that any currency has, so that no amount loses a digit
 */
export function currencyDigits(currency: string | undefined): number {
  return currency === undefined ? MAX_DIGITS : (DIGITS.get(currency) ?? DEFAULT_DIGITS);
}

function codes(list: string, digits: number): readonly (readonly [string, number])[] {
  return list.split(' ').map((code) => [code, digits]);
}

/**
 * Rounds an amount to the digits of its currency, halves up. Apply it to sums and products of amounts before they are
 * compared or sent, because binary fractions are inexact (0.1 + 0.2).
 *
 * @param currency ISO 4217 code; see `currencyDigits` for an unknown or missing one
 */
export function roundMoney(amount: number, currency: string | undefined): number {
  const units = 10 ** currencyDigits(currency);
  return Math.round(amount * units) / units;
}
