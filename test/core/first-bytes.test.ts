import fc from 'fast-check';
import { expect, it } from 'vitest';
import { firstBytes } from '../../core/first-bytes.ts';

it.each([
  ['a short text', 12, 'a short text'],
  ['a short text', 7, 'a short'],
  ['Malmö', 5, 'Malm'],
  ['Malmö', 6, 'Malmö'],
  ['€€€', 8, '€€'],
  ['a\u{1f600}b', 4, 'a'],
  ['', 0, ''],
])('takes of %j the first %i bytes', (text, bytes, first) => {
  expect(firstBytes(text, bytes)).toBe(first);
});

it('takes as much as fits of any text, and never more', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(120), (text, bytes) => {
      const first = firstBytes(text, bytes);
      expect(text.startsWith(first)).toBe(true);
      expect(Buffer.byteLength(first)).toBeLessThanOrEqual(bytes);
      const next = [...text.slice(first.length)][0] ?? 'the end'.repeat(40);
      expect(Buffer.byteLength(first + next)).toBeGreaterThan(bytes);
    }),
  );
});
