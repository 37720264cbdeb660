import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../../../core/order/order-record.ts';
import type { OrderStatus } from '../../../../core/order/order-status.ts';
import { takeTurn } from '../../../../lambdas/order-runs/lanes.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../../helpers/order-world.ts';
import { operation } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const BODY = { reason: 'Its partner does not answer.' };

/** Stores two orders of one subscription. The first has a status. */
async function twoOrders(status: OrderStatus): Promise<readonly [OrderRecord, OrderRecord]> {
  const change = { ...SMALL_ORDER, subscriptionRef: 'A-S1' };
  const [first, second] = [await world.submitted(change), await world.submitted(change)];
  for (const order of [first, second]) await takeTurn(order, world);
  await world.lanes.queue(second);
  const at = world.now().toISOString();
  const changed = await world.orders.changeStatus({ orderId: first.id, run: 1, to: status, events: [], at });
  return [changed ?? first, second];
}

describe('letting others pass', () => {
  it.each<OrderStatus>(['processing', 'held'])(
    'starts the next order behind one that is %s, and can be repeated',
    async (status) => {
      const [first, second] = await twoOrders(status);
      const { order } = operation(world);
      expect(await order(`/${first.id}/yield`, BODY)).toMatchObject({ id: first.id, status });
      expect(world.continued).toEqual([second.id]);
      await order(`/${first.id}/yield`, BODY);
      const stored = await world.orders.get(first.id);
      expect(stored?.operations).toEqual([
        {
          id: expect.any(String),
          action: 'yield',
          run: 1,
          by: 'ada (client console)',
          at: expect.any(String),
          ...BODY,
        },
      ]);
      expect(await world.lanes.places('A-S1')).toEqual([`${second.id}#1`]);
    },
  );

  it('lets a held order take a place at the end when it is resumed', async () => {
    const [first, second] = await twoOrders('held');
    const { calls, order } = operation(world);
    await order(`/${first.id}/yield`, BODY);
    const resumed = await order(`/${first.id}/resume`, { reason: 'Checked.' });
    expect(resumed).toMatchObject({ status: 'submitted', queued: { behind: second.id } });
    expect(calls).not.toContain('start r2');
    expect(await world.lanes.places('A-S1')).toEqual([`${second.id}#1`, `${first.id}#2`]);
  });

  it.each<OrderStatus>(['submitted', 'failed', 'complete', 'cancelled'])(
    'is refused for an order that is %s',
    async (status) => {
      const [first] = await twoOrders(status);
      expect(await operation(world).problem(`/${first.id}/yield`, BODY)).toBe('409 order-keeps-lane');
    },
  );

  it('is refused for an order without a subscription, and one that does not exist', async () => {
    const { id } = await world.submitted();
    await world.orders.changeStatus({ orderId: id, run: 1, to: 'held', events: [], at: world.now().toISOString() });
    const { problem } = operation(world);
    expect(await problem(`/${id}/yield`, BODY)).toBe('409 order-keeps-lane');
    expect(await problem(`/order-${'0'.repeat(32)}/yield`, BODY)).toBe('404 order-not-found');
    expect(await problem(`/${id}/yield`, {})).toContain('400 invalid-request');
  });
});

describe('the lane of an order', () => {
  it('is kept by a held order that is resumed', async () => {
    const [first, second] = await twoOrders('held');
    const { calls, order } = operation(world);
    await order(`/${first.id}/resume`, { reason: 'Checked.' });
    expect(calls).toContain('start r2');
    expect(await world.lanes.places('A-S1')).toEqual([`${first.id}#1`, `${second.id}#1`]);
  });

  it('is taken again at the end by a failed order that is resumed', async () => {
    const [first, second] = await twoOrders('failed');
    await world.leaveLanes(first);
    expect(world.continued).toEqual([second.id]);
    const resumed = await operation(world).order(`/${first.id}/resume`, { reason: 'Paid.' });
    expect(resumed.queued).toMatchObject({ behind: second.id });
  });

  it('is left by a queued order that is cancelled, which is never started', async () => {
    const [first, second] = await twoOrders('processing');
    const { order } = operation(world);
    expect(await order(`/${second.id}/cancel`, { reason: 'Changed her mind.' })).toMatchObject({
      status: 'cancelled',
      queued: null,
    });
    expect(await world.lanes.places('A-S1')).toEqual([`${first.id}#1`]);
    expect(world.continued).toEqual([]);
    expect((await world.orders.get(second.id))?.queued).toBeUndefined();
  });
});
