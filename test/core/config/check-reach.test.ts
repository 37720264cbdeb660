import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { problemsOf, tenantFile } from '../test-catalog.ts';

const trial = { name: 'trial', match: { offerType: ['trial'] } };
const gift = { name: 'gift', match: { offerType: ['gift'] } };

describe('the reach of an override', () => {
  it.each<[string, JsonObject[], RegExp]>([
    ['the same condition', [trial, { ...trial, name: 'late' }], /taken by "trial" before it/],
    [
      'a narrower condition',
      [trial, { name: 'late', match: { orderType: ['new'], offerType: ['trial'] } }],
      /taken by "trial"/,
    ],
    [
      'an alias of the same order type',
      [
        { name: 'first', match: { orderType: ['new'] } },
        { name: 'late', match: { orderType: ['submitted'] } },
      ],
      /taken by "first"/,
    ],
    [
      'two conditions that together cover it',
      [
        { name: 'a', match: { orderType: ['new'] } },
        { name: 'b', match: { orderType: ['renew'] } },
        { name: 'late', match: { orderType: ['new', 'renew'] } },
      ],
      /taken by "a" and "b"/,
    ],
  ])('rejects an override that can never match, after %s', (_, overrides, message) => {
    const path = `overrides[${overrides.length - 1}].match`;
    expect(problemsOf(tenantFile({ overrides }))).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it.each<[string, JsonObject[]]>([
    [
      'a narrower override before a wider one',
      [{ name: 'narrow', match: { orderType: ['new'], offerType: ['trial'] } }, trial],
    ],
    [
      'overrides that share some orders',
      [
        { name: 'a', match: { orderType: ['new'] } },
        { name: 'late', match: { orderType: ['new', 'renew'] } },
      ],
    ],
    ['an override on another fact', [trial, { name: 'late', match: { processingType: ['express'] } }]],
    [
      'an override on more offer types, as an order may mix them',
      [trial, gift, { name: 'late', match: { offerType: ['trial', 'gift'] } }],
    ],
  ])('accepts %s', (_, overrides) => {
    expect(problemsOf(tenantFile({ overrides }))).toEqual([]);
  });
});
