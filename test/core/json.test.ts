import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, isJsonObject, MAX_NESTING, nestsTooDeep, visitJson, walkJson } from '../../core/json.ts';

/** Returns the same value with the keys of every object in reverse order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, field]) => [key, reversed(field)]),
  );
}

describe('canonicalJson', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it('differs for values that differ', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        fc.pre(JSON.stringify(left) !== JSON.stringify(right));
        const same = canonicalJson(left) === canonicalJson(right);
        if (same) expect(JSON.parse(JSON.stringify(left))).toEqual(JSON.parse(JSON.stringify(right)));
      }),
    );
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
    expect(canonicalJson({ a: 1 })).not.toBe(canonicalJson({ a: '1' }));
  });

  it('omits undefined fields and keeps the position of undefined items', () => {
    expect(canonicalJson({ b: undefined, a: [undefined, 1] })).toBe('{"a":[null,1]}');
  });

  it.each([2, 23, 24, 60])('sorts %i keys by their UTF-16 code units', (count) => {
    const keys = Array.from(
      { length: count },
      (_, index) => `${['\uffff', '😀', 'é', '', 'Z'][index % 5]}${index * 7}`,
    );
    const sorted = keys.toSorted((left, right) => (left < right ? -1 : 1));
    const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 1])));
    expect(text).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:1`).join(',')}}`);
  });
});

describe('nestsTooDeep', () => {
  const nested = (depth: number, leaf: unknown) =>
    Array.from({ length: depth }).reduce<unknown>(
      (inner, _, at) => (at % 2 === 0 ? { a: 1, b: inner } : [0, inner]),
      leaf,
    );

  it('accepts the maximum depth of objects and lists, and not one more', () => {
    expect(nestsTooDeep(nested(MAX_NESTING, 'text'))).toBe(false);
    expect(nestsTooDeep(nested(MAX_NESTING, {}))).toBe(true);
    expect(nestsTooDeep(nested(100_000, null))).toBe(true);
    expect(nestsTooDeep('text')).toBe(false);
  });
});

describe('walkJson', () => {
  it('lists every value with a path of its own, containers first', () => {
    const [first, second] = [{ b: [1, null] }, 'x'];
    expect(walkJson([first, second], ['at'])).toEqual([
      { path: ['at'], value: [first, second] },
      { path: ['at', 0], value: first },
      { path: ['at', 0, 'b'], value: [1, null] },
      { path: ['at', 0, 'b', 0], value: 1 },
      { path: ['at', 0, 'b', 1], value: null },
      { path: ['at', 1], value: second },
    ]);
  });
});

describe('visitJson', () => {
  it('visits what walkJson lists, and leaves the path as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const value = JSON.parse(JSON.stringify(json));
        const path: PropertyKey[] = ['at'];
        const seen: unknown[] = [];
        visitJson(value, (found, at) => seen.push({ path: [...at], value: found }), path);
        expect(seen).toEqual(walkJson(value, ['at']));
        expect(path).toEqual(['at']);
      }),
    );
  });
});
