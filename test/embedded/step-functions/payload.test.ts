import { expect, test } from 'vitest';
import { maxNesting, parseJson } from '../../../embedded/step-functions/parse-json.ts';

const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

test('a document may nest as deep as the limit and no deeper', () => {
  expect(JSON.stringify(parseJson(nested(maxNesting)))).toBe(nested(maxNesting));
  expect(() => parseJson(nested(maxNesting + 1))).toThrow(/Expected at most 1000 levels of nesting, found 1001/);
});

test('brackets in strings, also behind escapes, do not count', () => {
  const text = JSON.stringify({ a: `"${'['.repeat(2000)}\\"{`, b: ['"', '\\'] });
  expect(parseJson(text)).toEqual(JSON.parse(text));
});

test('siblings do not add up', () => {
  expect(parseJson(`[${Array(2000).fill('[]').join()}]`)).toHaveLength(2000);
});

test.each(['', '{', '[1,]', 'text', '"open'])('%j is no JSON', (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
