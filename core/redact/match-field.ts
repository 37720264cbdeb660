import type { FieldTerms } from './field-rules.ts';

/** Tells whether a field's name is among the terms, however it is spelt. */
export function matchField(name: string, terms: FieldTerms): boolean {
  const words = fieldWords(name);
  if (terms.exact.includes(words.join(''))) return true;
  return words.some((_, start) => terms.ends.includes(words.slice(start).join('')));
}

function fieldWords(name: string): readonly string[] {
  return name
    .replace(/__p?c$/i, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[\s_-]*\d+$/, '')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
