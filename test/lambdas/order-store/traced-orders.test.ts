import { afterEach, beforeEach, expect, it } from 'vitest';
import { tracedOrders } from '../../../lambdas/order-store/traced-orders.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { orderIdOf, storedOrder } from '../api/stored-order.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

it('reports each order that it stores, reads or moves, and none that is not there', async () => {
  const reported: unknown[] = [];
  const orders = tracedOrders(world.orders, ({ id, trace }) => reported.push([id, trace?.id]));
  const trace = { id: '4bf92f3577b34da6a3ce929d0e0e4736', flags: '01' };
  const id = orderIdOf(1);
  const move = { orderId: id, run: 1, to: 'processing', events: [], at: world.now().toISOString() } as const;

  await orders.put(storedOrder(1, { trace, status: 'submitted' }));
  await orders.get(id);
  await orders.getWithSteps(id);
  await orders.changeStatus(move);
  expect(reported).toEqual(Array.from({ length: 4 }, () => [id, trace.id]));

  expect(await orders.get(orderIdOf(2))).toBeUndefined();
  expect(await orders.getWithSteps(orderIdOf(2))).toBeUndefined();
  expect(await orders.changeStatus(move)).toBeUndefined();
  expect(reported).toHaveLength(4);
});
