import { type FieldTerms, PAYMENT_FIELDS, PERSONAL_FIELDS, SECRET_FIELDS, SECRET_PARAMETERS } from './field-rules.ts';

/** Tells whether a field's name is among the terms of any of the lists, however it is spelt. */
export function matchField(name: string, ...lists: readonly FieldTerms[]): boolean {
  const words = fieldWords(name);
  const whole = words.join('');
  const endings = words.map((_, start) => words.slice(start).join(''));
  return lists.some(({ ends, exact }) => exact.includes(whole) || endings.some((ending) => ends.includes(ending)));
}

function fieldWords(name: string): readonly string[] {
  return name
    .replace(/__p?c$/i, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/\d+$/, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Tells whether a parameter of this name, in the query of a URL, holds a secret. */
export function isSecretParameter(name: string): boolean {
  return matchField(name, SECRET_FIELDS, SECRET_PARAMETERS);
}

/** Tells whether a field of this name holds a secret, card or bank data, or personal data wherever it stands. */
export function isSensitiveField(name: string): boolean {
  return matchField(name, SECRET_FIELDS, PAYMENT_FIELDS, PERSONAL_FIELDS);
}
