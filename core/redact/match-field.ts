import {
  CARD_FIELDS,
  type FieldTerms,
  PAYMENT_FIELDS,
  PERSONAL_FIELDS,
  SECRET_FIELDS,
  SECRET_OPTIONS,
  SECRET_PARAMETERS,
} from './field-rules.ts';

/** Most bodies repeat the same few field names, but a partner can send any number of others. */
const MAX_CACHED_NAMES = 5_000;
const MAX_CACHED_LENGTH = 64;

/** Returns whether a field name matches a term of one of the lists, however the name is spelled. */
export function matchField(name: string, ...lists: readonly FieldTerms[]): boolean {
  const words = fieldWords(name);
  const whole = words.join('');
  const endings = words.map((_, start) => words.slice(start).join(''));
  return lists.some(
    ({ ends, exact, anywhere = [] }) =>
      exact.includes(whole) ||
      endings.some((ending) => ends.includes(ending)) ||
      anywhere.some((term) => whole.includes(term)),
  );
}

/** Returns whether a field of this name holds a secret, card or bank data, or personal data in any object. */
export const isSensitiveField = cached((name) =>
  matchField(name, SECRET_FIELDS, CARD_FIELDS, PAYMENT_FIELDS, PERSONAL_FIELDS),
);

/** Returns whether a key of a tenant file names a secret. */
export function isSecretOption(name: string): boolean {
  return matchField(name, SECRET_FIELDS, SECRET_OPTIONS);
}

/** Returns whether a query parameter of this name holds a secret. */
export const isSecretParameter = cached((name) => matchField(name, SECRET_FIELDS, SECRET_PARAMETERS));

/** Splits a field name into words in lower case, without a trailing number and Salesforce's `__c` and `__pc`. */
export function fieldWords(name: string): readonly string[] {
  return name
    .replace(/__p?c$/i, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/\d+$/, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Returns a test that caches its results for names of usual length. */
function cached(test: (name: string) => boolean): (name: string) => boolean {
  const results = new Map<string, boolean>();
  return (name) => {
    const known = results.get(name);
    if (known !== undefined) return known;
    const result = test(name);
    if (name.length > MAX_CACHED_LENGTH) return result;
    if (results.size >= MAX_CACHED_NAMES) results.clear();
    results.set(copyOf(name), result);
    return result;
  };
}

/** Copies a name that was cut out of a text. V8 keeps the whole text in memory for as long as such a part of it. */
function copyOf(name: string): string {
  return Array.from(name).join('');
}
