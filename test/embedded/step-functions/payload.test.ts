import { expect, test } from 'vitest';
import { MAX_NESTING, parseJson } from '../../../embedded/step-functions/payload.ts';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test('a document may nest up to the limit', () => {
  expect(JSON.stringify(parseJson(nested(MAX_NESTING)))).toBe(nested(MAX_NESTING));
  expect(() => parseJson(nested(MAX_NESTING + 1))).toThrow(/Expected at most 1000 levels of nesting, found 1001/);
});

test('brackets in strings do not count, even after escapes', () => {
  const text = JSON.stringify({ a: `"${'['.repeat(2000)}\\"{`, b: ['"', '\\'] });
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('siblings do not add up', () => {
  expect(parseJson(`[${Array(2000).fill('[]').join()}]`)).toHaveLength(2000);
});

test.each(['', '{', '[1,]', 'text', '"open'])('%j is not JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
