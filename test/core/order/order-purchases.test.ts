import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { blockedProducts, purchasesOf } from '../../../core/order/order-purchases.ts';
import type { BlockedProducts, SequenceStep } from '../../../core/sequence/sequence.ts';

const MARKED = { path: '/b', attributes: { block_multiple__limio: true } };
const ORDER: JsonObject = {
  order_type: 'new',
  orderItems: [{ products: [MARKED, { path: '/a' }] }, { products: [{ path: '/a' }] }],
  customerDetails: { email: 'Ada@Example.org' },
  owner: 'user-1',
};
const sequence = (...blocks: readonly (BlockedProducts | undefined)[]) => ({
  steps: blocks.map((each) => ({ id: 'check', ...(each && { blocks: each }) }) as SequenceStep),
});

describe('the products that a customer must not have twice', () => {
  it('are all that a new order buys, sorted, or those that are marked', () => {
    expect(blockedProducts(ORDER, 'all')).toEqual(['/a', '/b']);
    expect(blockedProducts(ORDER, 'marked')).toEqual(['/b']);
    expect(blockedProducts({ ...ORDER, order_type: 'submitted' }, 'all')).toEqual(['/a', '/b']);
  });

  it.each<[string, JsonObject]>([
    ['another type of order', { order_type: 'renew' }],
    ['an order without a type', { order_type: null }],
    ['a gift that is bought', { isGift: true }],
  ])('are none for %s', (_what, change) => {
    expect(blockedProducts({ ...ORDER, ...change }, 'all')).toEqual([]);
  });

  it('are those of a gift that is redeemed', () => {
    expect(blockedProducts({ ...ORDER, isGift: true, isRedeem: true }, 'all')).toEqual(['/a', '/b']);
  });
});

describe('what an order buys that its sequence lets a customer buy once', () => {
  it('is each product once for the customer, in the mode of the order', () => {
    const customer = { kind: 'email', text: 'Ada@Example.org' };
    expect(purchasesOf(ORDER, sequence(undefined, 'marked', 'all'))).toEqual([
      { customer, product: '/a', mode: 'production' },
      { customer, product: '/b', mode: 'production' },
    ]);
    expect(purchasesOf({ ...ORDER, mode: 'test' }, sequence('marked'))).toEqual([
      { customer, product: '/b', mode: 'test' },
    ]);
  });

  it('is nothing without a step that looks at it', () => {
    expect(purchasesOf(ORDER, sequence(undefined))).toEqual([]);
  });

  it.each<[string, JsonObject, string | undefined]>([
    ['the billing details', { customerDetails: null, billingDetails: { email: 'b@example.org' } }, 'b@example.org'],
    ['the logged-in user', { customerDetails: {}, userDetails: { email: 'u@example.org' } }, 'u@example.org'],
    ['the owner', { customerDetails: { email: '' } }, 'user-1'],
    ['the id of the login', { customerDetails: null, owner: null, userDetails: { sub: 'user-2' } }, 'user-2'],
    ['nothing', { customerDetails: null, owner: '' }, undefined],
  ])('knows the customer by %s', (_what, change, text) => {
    expect(purchasesOf({ ...ORDER, ...change }, sequence('marked')).map(({ customer }) => customer.text)).toEqual(
      text === undefined ? [] : [text],
    );
  });
});
