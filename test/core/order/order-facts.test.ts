import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { factsOf } from '../../../core/order/order-facts.ts';

function offer(type?: unknown): JsonObject {
  return { data: { attributes: { ...(type !== undefined && { offer_type__limio: type }) } } } as JsonObject;
}

describe('factsOf', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['each item', { orderItems: [{ offer: offer('trial') }, { offer: offer('gift') }] }, ['trial', 'gift']],
    ['items of one type once', { orderItems: [{ offer: offer('gift') }, { offer: offer('gift') }] }, ['gift']],
    ['an item that names none', { orderItems: [{ offer: offer() }, { offer: { id: '1' } }] }, ['standard']],
    [
      'an item whose type is empty or not a text',
      { orderItems: [{ offer: offer('') }, { offer: offer(1) }] },
      ['standard'],
    ],
    ['an item without an offer', { orderItems: [{}, null] }, ['standard']],
    ['the one offer of an order without items', { offer: offer('trial') }, ['trial']],
    ['the one offer of an order whose list of items is empty', { orderItems: [], offer: offer('trial') }, ['trial']],
    [
      'the items, if there is an offer too',
      { orderItems: [{ offer: offer('gift') }], offer: offer('trial') },
      ['gift'],
    ],
    ['nothing, where there are no items', {}, []],
  ])('reads the offer type of %s', (_, order, offerTypes) => {
    expect(factsOf({ order_type: 'new', ...order })).toEqual({
      orderType: 'new',
      processingType: 'standard',
      offerTypes,
    });
  });

  it('resolves an alias of the order type, and reads the processing type', () => {
    const facts = factsOf({ order_type: 'submitted', processing_type: 'express_apple_pay' });
    expect(facts).toEqual({ orderType: 'new', processingType: 'express_apple_pay', offerTypes: [] });
  });

  it('throws for an unchecked order', () => {
    expect(() => factsOf({ order_type: 'toString' })).toThrow(/Expected a known order_type, found toString/);
  });
});
