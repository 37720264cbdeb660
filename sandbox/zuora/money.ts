const DIGITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

/** How many digits after the point a currency has (ISO 4217, minor units): 2 unless it is listed. */
export function currencyDigits(currency: string): number {
  const listed = Object.entries(DIGITS).find(([, codes]) => codes.split(' ').includes(currency));
  return listed === undefined ? 2 : Number(listed[0]);
}

/** Money in the digits of its currency, without the dust of binary fractions. */
export function roundMoney(amount: number, currency: string): number {
  const units = 10 ** currencyDigits(currency);
  return Math.round(amount * units) / units;
}
