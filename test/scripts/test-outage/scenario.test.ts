import { expect, it } from 'vitest';
import { contradictions, expectCount, paidOrders } from '../../../scripts/test-outage/scenario.ts';

it('orders of a scenario are paid, of different customers, and the same for the same seed', () => {
  const orders = paidOrders(7, 20);
  expect(orders).toHaveLength(20);
  expect(new Set(orders.map(({ order }) => JSON.stringify(order.customerDetails))).size).toBe(20);
  for (const { order } of orders) expect(order).not.toMatchObject({ total: { amount: 0 } });
  expect(paidOrders(7, 20)).toEqual(orders);
  expect(paidOrders(8, 20)).not.toEqual(orders);
});

it('a count that differs, an offence and a partner beyond its limit are findings', () => {
  expect(expectCount('Subscriptions', 2, 2)).toEqual([]);
  expect(expectCount('Subscriptions', 3, 2)).toEqual(['Subscriptions: 3 instead of 2.']);
  const zuora = { partner: 'zuora', concurrency: 10, lockConflicts: 0, requests: 12, peak: 11 };
  const refused = { concurrency: 1, rate: 0 };
  expect(contradictions([], [{ ...zuora, refused: { concurrency: 0, rate: 0 } }])).toEqual([]);
  expect(
    contradictions(
      [{ orderId: 'order-1', offence: 'wrong amount', detail: '1 instead of 2.' }],
      [{ ...zuora, refused }],
    ),
  ).toEqual(['wrong amount: order-1: 1 instead of 2.', 'zuora refused 1 requests beyond its limits.']);
});
