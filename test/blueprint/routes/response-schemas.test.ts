import { describe, expect, it } from 'vitest';
import { RESPONSE_SCHEMAS } from '../../../blueprint/routes/response-schemas.ts';
import { orderView } from '../../../lambdas/api/order-view.ts';
import { storedOrder } from '../../lambdas/api/stored-order.ts';

describe('RESPONSE_SCHEMAS', () => {
  const view = orderView(storedOrder(2, { status: 'processing' }), []);

  it('accept an order in progress', () => {
    expect(RESPONSE_SCHEMAS.Order.safeParse(view).success).toBe(true);
  });

  it('reject a response that has an undeclared field, or lacks a field', () => {
    const { status, ...rest } = view;
    expect(RESPONSE_SCHEMAS.Order.safeParse({ ...rest, status, payload: {} }).success).toBe(false);
    expect(RESPONSE_SCHEMAS.Order.safeParse(rest).success).toBe(false);
  });
});
