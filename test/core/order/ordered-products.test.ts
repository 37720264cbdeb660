import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../core/json.ts';
import { orderedProducts } from '../../../core/order/ordered-products.ts';

const named = (order: JsonObject) => orderedProducts(order).map(({ itemId, product }) => `${itemId} ${product}`);
const DIGITAL = {
  path: '/products/Digital',
  attributes: { product_code__limio: 'DIG' },
  entitlements: [{ code: 'D' }],
};

describe('orderedProducts', () => {
  it('finds the products of the items, with their details from the catalogue', () => {
    const order = { orderItems: [{ id: 'a', parentId: 'b', products: [DIGITAL, { path: '/products/Print' }] }] };
    expect(orderedProducts(order)).toEqual([
      {
        itemId: 'a',
        isAddOn: true,
        product: '/products/Digital',
        attributes: { product_code__limio: 'DIG' },
        entitlements: [{ code: 'D' }],
      },
      { itemId: 'a', isAddOn: true, product: '/products/Print', attributes: {}, entitlements: [] },
    ]);
  });

  it('finds them in the data of the offer, and counts an offer without products as one', () => {
    const offer = { path: '/offers2/Digital', data: { products: [DIGITAL] } };
    expect(named({ orderItems: [{ offer }, { id: 'b', offer: { id: 'offer-b' } }] })).toEqual([
      '0 /products/Digital',
      'b offer-b',
    ]);
    expect(named({ offer })).toEqual(['0 /products/Digital']);
  });

  it('names a product without a path by its code, or else by its offer', () => {
    const products = [{ attributes: { product_code__limio: 'DIG' } }, { name: 'Nameless' }];
    expect(named({ orderItems: [{ offer: { path: '/offers2/A' }, products }] })).toEqual(['0 DIG', '0 /offers2/A']);
  });

  it.each([
    {},
    { orderItems: [] },
    { orderItems: ['text', null, { quantity: 1 }] },
    { orderItems: [{ orderItemActionType: 'remove', products: [DIGITAL] }] },
    { offer: 'text' },
  ])('finds nothing in %j', (order) => {
    expect(orderedProducts(order)).toEqual([]);
  });
});
