import { describe, expect, it } from 'vitest';
import { randomOrder } from '../../../scripts/test-faults/random-order.ts';
import { createSubscriptionPool } from '../../../scripts/test-faults/subscription-pool.ts';

const SEED = 7;

/** Creates a pool for a system whose orders currently look like this. */
function poolOf(orders: Record<string, { status: string; sequence?: string; subscriptionReference?: string | null }>) {
  const api = async (_method: string, path: string) => {
    const {
      sequence = 'default',
      status,
      subscriptionReference = 'A-S1',
    } = orders[path.slice('/orders/'.length)] ?? {};
    return { status: 200, body: { sequence: { name: sequence }, status, subscriptionReference } };
  };
  const pool = createSubscriptionPool({ api });
  for (const [index, id] of Object.keys(orders).entries()) pool.offer(id, randomOrder(SEED, index).order);
  return pool;
}

describe('the subscriptions of a campaign', () => {
  it('are used once, with the fields for a follow-up', async () => {
    const pool = poolOf({ first: { status: 'complete' } });
    expect(await pool.take()).toEqual({
      reference: 'A-S1',
      owner: 'user-7-0',
      email: 'customer7x0@example.org',
      currency: expect.stringMatching(/^(GBP|EUR|USD)$/),
      startedOn: expect.stringMatching(/^2026-03-\d\d$/),
    });
    expect(await pool.take()).toBeUndefined();
  });

  it('do not come from failed orders, or from a sequence that skips systems', async () => {
    const pool = poolOf({
      failed: { status: 'failed' },
      express: { status: 'complete', sequence: 'express' },
      trial: { status: 'complete', subscriptionReference: null },
    });
    expect(await pool.take()).toBeUndefined();
  });

  it('come from an order that ends later', async () => {
    const orders = { first: { status: 'processing' } };
    const pool = poolOf(orders);
    expect(await pool.take()).toBeUndefined();
    orders.first.status = 'complete';
    expect(await pool.take()).toMatchObject({ reference: 'A-S1' });
  });

  it('do not come from follow-ups', async () => {
    const pool = poolOf({});
    pool.offer('renewal', { order_type: 'renew' });
    expect(await pool.take()).toBeUndefined();
  });
});
