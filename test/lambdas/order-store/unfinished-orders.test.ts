import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { storedOrder } from '../api/stored-order.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

/** Stores orders one second apart and returns their ids. */
async function stored(count: number, status: OrderStatus): Promise<string[]> {
  const orders = Array.from({ length: count }, (_, number) =>
    storedOrder(number, { status, createdAt: new Date(Date.UTC(2026, 10, 22, 10, 0, number)).toISOString() }),
  );
  await Promise.all(orders.map((order) => world.orders.put(order)));
  return orders.map((order) => order.id);
}

describe('unfinished orders', () => {
  it('finds the oldest first across shards, up to the limit and before the time', async () => {
    const ids = await stored(20, 'submitted');
    const time = (second: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, second));
    expect(await world.unfinished.notStarted(time(60), 100)).toEqual(ids);
    expect(await world.unfinished.notStarted(time(60), 7)).toEqual(ids.slice(0, 7));
    expect(await world.unfinished.notStarted(time(5), 100)).toEqual(ids.slice(0, 5));
    expect(await world.unfinished.notStarted(time(0), 100)).toEqual([]);
  });

  it('finds the oldest running orders across shards, started or not, and none that has ended', async () => {
    const ids = await stored(20, 'submitted');
    const at = new Date(Date.UTC(2026, 10, 22, 11)).toISOString();
    const change = (orderId = '', to: OrderStatus) =>
      world.orders.changeStatus({ orderId, run: 1, to, events: [], at });
    await change(ids[0], 'complete');
    await change(ids[1], 'processing');
    await change(ids[2], 'held');
    const first = await world.unfinished.firstUnderWay(5);
    expect(first.map(({ id }) => id)).toEqual([ids[1], ...ids.slice(3, 7)]);
    expect(first[0]?.createdAt).toBe('2026-11-22T10:00:01.000Z');
    expect(await world.unfinished.firstUnderWay(100)).toHaveLength(18);
  });

  it('finds no unstarted order that has started, and no unpublished order without a mark', async () => {
    const [first = '', ...others] = await stored(5, 'processing');
    await world.orders.markUnpublished(first);
    expect(await world.unfinished.notStarted(new Date(Date.UTC(2027, 0, 1)), 100)).toEqual([]);
    expect(await world.unfinished.unpublished(100)).toEqual([first]);
    for (const id of others) await world.orders.markUnpublished(id);
    expect(await world.unfinished.unpublished(3)).toEqual([first, ...others.slice(0, 2)]);
  });
});
