import { describe, expect, it } from 'vitest';
import { orderReferenceOf } from '../../../core/order/order-ids.ts';
import { orderForPlugin } from '../../../lambdas/step-host/order-for-plugin.ts';

const id = 'order-0d6a1e5c9f2b47d38a1c55e0b9d7f314';

describe('the order as plugins see it', () => {
  it('is what was received, with its id and reference', () => {
    expect(orderForPlugin({ id, payload: { order_type: 'new', country: 'GB' } })).toEqual({
      id,
      order_reference: orderReferenceOf(id),
      order_type: 'new',
      country: 'GB',
    });
  });

  it('keeps the reference that a channel gave, and no id but its own', () => {
    const payload = { id: 'basket-7', order_reference: 'SHOP-00000001' };
    expect(orderForPlugin({ id, payload })).toEqual({ id, order_reference: 'SHOP-00000001' });
  });
});
