import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../core/json.ts';
import { firstBytes, truncateJson } from '../../core/truncate.ts';

const bytes = (value: JsonValue) => Buffer.byteLength(JSON.stringify(value));

describe('truncateJson', () => {
  it.each([null, true, 1, 'text', [], { a: [1, { b: 'c' }] }])('keeps %j', (value) => {
    expect(truncateJson(value)).toBe(value);
  });

  it('keeps a value of exactly the limit and cuts one that is a byte longer', () => {
    expect(truncateJson('x'.repeat(98), 100)).toBe('x'.repeat(98));
    expect(truncateJson('x'.repeat(99), 100)).toMatch(/^x+\.\.\. \[truncated from 101 bytes\]$/);
  });

  it('cuts at 16 KB when no limit is given', () => {
    expect(truncateJson('x'.repeat(16_382))).toHaveLength(16_382);
    expect(bytes(truncateJson('x'.repeat(16_383)))).toBe(16_384);
  });

  it('turns a large object into the beginning of its text', () => {
    expect(truncateJson({ a: 'b'.repeat(1000) }, 100)).toMatch(/^\{"a":"b+\.\.\. \[truncated from 1008 bytes\]$/);
  });

  it('counts bytes, and splits no character', () => {
    const cut = truncateJson('é😀'.repeat(100), 101);
    expect(bytes(cut)).toBeLessThanOrEqual(101);
    expect(String(cut).isWellFormed()).toBe(true);
  });

  it('keeps every value that fits, and only those', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 0, max: 60 }), (value, limit) => {
        const kept = truncateJson(value as JsonValue, limit);
        expect(kept === value).toBe(bytes(value as JsonValue) <= limit);
      }),
    );
  });

  it('never exceeds its limit', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 80, max: 300 }), (value, limit) => {
        expect(bytes(truncateJson(value as JsonValue, limit))).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

it.each([
  ['a short text', 12, 'a short text'],
  ['a short text', 7, 'a short'],
  ['Malmö', 5, 'Malm'],
  ['Malmö', 6, 'Malmö'],
  ['€€€', 8, '€€'],
  ['a\u{1f600}b', 4, 'a'],
  ['', 0, ''],
])('cuts %j to its first %i bytes', (text, bytes, first) => {
  expect(firstBytes(text, bytes)).toBe(first);
});

it('keeps as much of any text as fits', () => {
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
