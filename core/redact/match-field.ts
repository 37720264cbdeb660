import type { FieldTerms } from './field-rules.ts';

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
