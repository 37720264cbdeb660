import { iso31661Alpha2ToAlpha3, iso31661Alpha3ToAlpha2 } from 'iso-3166';

/** Kosovo has no code in the list; the European Union and payment providers use this one, which ISO reserves for users. */
const KOSOVO = 'XK';

/** What people send for a country, by its code. The first two are codes of the European Union. */
const MISTAKES: Readonly<Record<string, string | undefined>> = {
  UK: 'GB',
  EL: 'GR',
  EN: 'GB',
  ENG: 'GB',
  SCO: 'GB',
  WAL: 'GB',
  NIR: 'GB',
};

/** The codes of all countries: ISO 3166-1 alpha-2. */
export const COUNTRIES: readonly string[] = [...Object.keys(iso31661Alpha2ToAlpha3), KOSOVO].toSorted();

/** The longer codes of all countries: ISO 3166-1 alpha-3. */
export const LONG_COUNTRIES: readonly string[] = Object.keys(iso31661Alpha3ToAlpha2).toSorted();

/** Returns whether a text is the code of a country: ISO 3166-1 alpha-2, in upper case. */
export function isCountry(code: string): boolean {
  return Object.hasOwn(iso31661Alpha2ToAlpha3, code) || code === KOSOVO;
}

/** Returns whether a text is the longer code of a country: ISO 3166-1 alpha-3, in upper case. */
export function isLongCountry(code: string): boolean {
  return Object.hasOwn(iso31661Alpha3ToAlpha2, code);
}

/** Returns the code that was probably meant; undefined if there is no telling. */
export function countryMeant(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (isCountry(code)) return code;
  return isLongCountry(code) ? iso31661Alpha3ToAlpha2[code] : MISTAKES[code];
}
