import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { giftCodeOf, giftStageOf, ownerOf, placedBy, receiverOf } from '../../../core/order/order-receiver.ts';

describe('the receiver of an order', () => {
  it.each<[string, JsonObject, string, string | undefined]>([
    ['its owner', { owner: 'id-1', userDetails: { sub: 'id-2' } }, 'none', 'id-1'],
    ['the logged-in user', { owner: ' ', userDetails: { sub: 'id-2' } }, 'none', 'id-2'],
    ['nobody', { owner: null, userDetails: null }, 'none', undefined],
    [
      'nobody yet',
      { owner: 'id-1', isGift: true, recipientDetails: { email: 'a@example.org' } },
      'purchase',
      undefined,
    ],
    ['whoever redeems it', { owner: 'id-3', isGift: true, isRedeem: true }, 'redemption', 'id-3'],
    ['whoever redeems it', { owner: 'id-3', isRedeem: true }, 'redemption', 'id-3'],
    ['its owner', { owner: 'id-1', isGift: 'yes', isRedeem: null }, 'none', 'id-1'],
  ])('is %s for %j', (_who, order, stage, receiver) => {
    expect(giftStageOf(order)).toBe(stage);
    expect(receiverOf(order)).toBe(receiver);
  });

  it('is not the buyer of a gift, who placed the order', () => {
    expect(placedBy({ owner: 'id-1', isGift: true })).toBe('id-1');
    expect(ownerOf({ owner: 'id-1', userDetails: { sub: 'id-2' } })).toBe('id-1');
    expect(ownerOf({ userDetails: { sub: 'id-2' } })).toBeUndefined();
  });
});

describe('the code of a gift', () => {
  it.each<[JsonObject, string | undefined]>([
    [{ payment: { gift_code: 'G-1' }, giftCode: 'G-2' }, 'G-1'],
    [{ payment: null, giftCode: 'G-2', redeemCode: 'G-3' }, 'G-2'],
    [{ redeemCode: 'G-3' }, 'G-3'],
    [{ giftCode: 7 }, undefined],
  ])('of %j is %s', (order, code) => {
    expect(giftCodeOf(order)).toBe(code);
  });
});
