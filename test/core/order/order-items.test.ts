import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { ACTIVATION_ATTRIBUTE, boughtOf, orderedItems, waitsForActivation } from '../../../core/order/order-items.ts';

const offer = { path: '/offers2/Digital' };
const positions = (order: JsonObject) => {
  const { bought, removed } = orderedItems(order);
  return [bought.map(({ index }) => index), removed.map(({ index }) => index)];
};

describe('what an order buys and removes', () => {
  it.each<[string, JsonObject, number[][]]>([
    ['its items', { orderItems: [{ offer }, { offer, orderItemActionType: 'add' }], offer }, [[0, 1], []]],
    ['items to remove', { orderItems: [{ offer }, { offer, orderItemActionType: 'remove' }] }, [[0], [1]]],
    ['updates', { updates: [{ type: 'remove' }, { type: 'add' }, { type: 'update' }] }, [[1, 2], [0]]],
    ['changes of the subscription', { updates: [{ type: 'suspend' }, { type: 'add' }, { type: 'resume' }] }, [[1], []]],
    ['reactivation alone', { updates: [{ type: 'reactivate' }], offer }, [[], []]],
    ['its own offer', { orderItems: [], offer }, [[0], []]],
    ['nothing', { orderItems: ['text', null], offer: 'text' }, [[], []]],
  ])('is read from %s', (_what, order, expected) => {
    expect(positions(order)).toEqual(expected);
  });

  it('keeps the positions in a list', () => {
    const items = [{ id: 'a', orderItemActionType: 'remove' }, { id: 'b' }];
    expect(boughtOf(items)).toEqual([{ index: 1, item: { id: 'b' } }]);
  });
});

describe('an item', () => {
  it('waits for an activation if its offer says so', () => {
    const withAttribute = (value: unknown) => ({ offer: { data: { attributes: { [ACTIVATION_ATTRIBUTE]: value } } } });
    expect(waitsForActivation(withAttribute(true), ACTIVATION_ATTRIBUTE)).toBe(true);
    for (const item of [withAttribute('true'), withAttribute(false), { offer }, { offer: null }, {}])
      expect(waitsForActivation(item, ACTIVATION_ATTRIBUTE)).toBe(false);
    expect(waitsForActivation(withAttribute(true), 'needs_activation')).toBe(false);
  });
});
