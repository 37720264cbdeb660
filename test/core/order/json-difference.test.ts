import { expect, it } from 'vitest';
import { jsonDifference, valueDifference } from '../../../core/order/json-difference.ts';

const before = { a: 1, b: { c: 'x', d: [1] }, e: null, f: 'gone', same: { g: [1, { h: 2 }] } };
const after = { a: 2, b: { c: 'x', d: [1, 2], n: 1 }, e: {}, new: true, same: { g: [1, { h: 2 }] } };

it('names the fields that differ, without their content', () => {
  expect(jsonDifference(before, after)).toEqual([
    { path: 'a', change: 'changed' },
    { path: 'b.d', change: 'changed' },
    { path: 'b.n', change: 'added' },
    { path: 'e', change: 'changed' },
    { path: 'f', change: 'removed' },
    { path: 'new', change: 'added' },
  ]);
  expect(jsonDifference(before, structuredClone(before))).toEqual([]);
});

it('tells what was in them and what is, if asked', () => {
  expect(valueDifference(before, after)).toEqual([
    { path: 'a', change: 'changed', before: 1, after: 2 },
    { path: 'b.d', change: 'changed', before: [1], after: [1, 2] },
    { path: 'b.n', change: 'added', after: 1 },
    { path: 'e', change: 'changed', before: null, after: {} },
    { path: 'f', change: 'removed', before: 'gone' },
    { path: 'new', change: 'added', after: true },
  ]);
});
