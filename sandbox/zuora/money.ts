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

/** Rounds an amount to the decimal places of its currency. */
export function roundMoney(amount: number, currency: string): number {
  const units = 10 ** currencyDigits(currency);
  return Math.round(amount * units) / units;
}
