import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { namedSubscription } from '../../../core/order/order-subscription.ts';

const RECORD = `sub-${'0'.repeat(32)}`;

describe('the subscription of an order', () => {
  it.each<[JsonObject, JsonObject]>([
    [
      { subscriptionRef: 'A-1', forSubscription: { name: 'A-1' } },
      { key: 'A-1', names: ['A-1'] },
    ],
    [{ forSubscription: { name: ' A-1 ', id: RECORD } }, { key: 'A-1', recordId: RECORD }],
    [
      { subscriptionId: 'A-1', forSubscription: { id: RECORD } },
      { key: 'A-1', recordId: RECORD },
    ],
    [
      { subscriptionId: RECORD, forSubscription: null },
      { key: undefined, recordId: RECORD, names: [RECORD] },
    ],
    [{ sub_reference: 'N-1' }, { key: undefined, newNumber: 'N-1', names: ['N-1'] }],
    [
      { subscriptionRef: 'A-1', forSubscription: { name: 'B-1' } },
      { key: 'A-1', conflict: ['A-1', 'B-1'] },
    ],
    [{}, { key: undefined, names: [] }],
  ] as [JsonObject, JsonObject][])('is read from %j', (order, expected) => {
    expect(namedSubscription(order)).toMatchObject(expected);
    expect('conflict' in (namedSubscription(order) ?? {})).toBe('conflict' in expected);
  });

  it('cannot be read from a field without text', () => {
    expect(namedSubscription({ subscriptionRef: 7 })).toBeUndefined();
    expect(namedSubscription({ forSubscription: 'A-1' })).toBeUndefined();
  });
});
