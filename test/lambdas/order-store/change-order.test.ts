import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  changeOrder,
  OrderContended,
  OrderMissing,
  retryOnConflict,
} from '../../../lambdas/order-store/change-order.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

describe('retryOnConflict', () => {
  it('returns the first result, and undefined after the last try', async () => {
    let tries = 0;
    const succeedsAt = (last: number) => async () => {
      tries += 1;
      return tries === last ? 'done' : undefined;
    };
    expect(await retryOnConflict(succeedsAt(5))).toBe('done');
    expect(tries).toBe(5);
    expect(await retryOnConflict(succeedsAt(0), 3)).toBeUndefined();
    expect(tries).toBe(8);
  });
});

describe('changeOrder', () => {
  const cancel = (id: string) =>
    world.orders.changeStatus({ orderId: id, run: 1, to: 'cancelled', events: [], at: world.now().toISOString() });

  it('returns the order before and after the change', async () => {
    const { id } = await world.submitted();
    const change = await changeOrder(world.orders, id, { isDue: () => true, write: (order) => cancel(order.id) });
    expect(change).toMatchObject({ before: { status: 'submitted' }, after: { status: 'cancelled' } });
  });

  it('reads the order again after a conflict, and writes nothing if the change is no longer due', async () => {
    const { id } = await world.submitted();
    let writes = 0;
    const change = await changeOrder(world.orders, id, {
      isDue: ({ status }) => status === 'submitted',
      async write() {
        writes += 1;
        await cancel(id);
        return undefined;
      },
    });
    expect(change).toBeUndefined();
    expect(writes).toBe(1);
  });

  it('gives up on an order that keeps changing, and on one that is missing', async () => {
    const { id } = await world.submitted();
    const conflict = { isDue: () => true, write: async () => undefined };
    await expect(changeOrder(world.orders, id, conflict)).rejects.toThrow(OrderContended);
    await expect(changeOrder(world.orders, `order-${'0'.repeat(32)}`, conflict)).rejects.toThrow(OrderMissing);
  });
});
