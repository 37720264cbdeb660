import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newOrderId } from '../../../core/order/order-ids.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import { createReservations, type Reservations } from '../../../lambdas/order-store/reservations.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
let reservations: Reservations;
beforeAll(async () => {
  world = await startOrderWorld();
  reservations = createReservations(world.client, world.table, world.orders);
});
afterAll(() => world.close());

/** Returns a function that reserves products of an account of the test's own. */
function account() {
  const crmId = newOrderId();
  return ({ id }: Pick<OrderRecord, 'id'>, products = ['/a'], { mode = 'production', run = 1 } = {}) =>
    reservations.reserve({ orderId: id, run, crmId, mode, products });
}

const end = (orderId: string, to: OrderStatus, run = 1) =>
  world.orders.changeStatus({ orderId, run, to, events: [], at: world.now().toISOString() });

async function resumed(order: OrderRecord): Promise<void> {
  const current = await world.orders.get(order.id);
  if (current === undefined) throw new TypeError('Expected an order.');
  const at = world.now().toISOString();
  const [first] = current.runs;
  if (first === undefined) throw new TypeError('Expected a run.');
  await world.operator.resume({
    order: current,
    run: { ...first, number: 2, startedAt: at },
    payload: current.payload,
    event: { type: 'order.resumed', occurredAt: at, run: 2 },
    action: { action: 'resume', run: 2, by: 'ada', at, reason: 'Again.', revision: 1, fingerprint: 'f' },
  });
}

describe('a reservation', () => {
  it('keeps other orders away until its order ends, and can be repeated', async () => {
    const reserve = account();
    const [first, second] = [await world.submitted(), await world.submitted()];
    expect([await reserve(first), await reserve(first)]).toEqual([undefined, undefined]);
    const taken = { orderId: first.id, product: '/a' };
    expect([await reserve(second), await reserve(second)]).toEqual([taken, taken]);
    await end(first.id, 'complete');
    expect(await reserve(second)).toBeUndefined();
    expect(await reserve(first)).toEqual({ orderId: second.id, product: '/a' });
  });

  it('is of one product, one mode and one account', async () => {
    const [reserve, elsewhere] = [account(), account()];
    const [first, second] = [await world.submitted(), await world.submitted()];
    await reserve(first);
    expect(await reserve(second, ['/b'])).toBeUndefined();
    expect(await reserve(second, ['/a'], { mode: 'test' })).toBeUndefined();
    expect(await elsewhere(second)).toBeUndefined();
    expect(await reserve(await world.submitted(), ['/c', '/b'])).toEqual({ orderId: second.id, product: '/b' });
  });

  it.each(['failed', 'cancelled'] as const)('ends with an order that is %s', async (status) => {
    const reserve = account();
    const [first, second] = [await world.submitted(), await world.submitted()];
    await reserve(first);
    await end(first.id, status);
    expect(await reserve(second)).toBeUndefined();
  });

  it('outlives a crash only as long as its order: an order that was deleted has none', async () => {
    const reserve = account();
    await reserve({ id: newOrderId() });
    expect(await reserve(await world.submitted())).toBeUndefined();
  });

  it('is kept by a held order and by the run after it', async () => {
    const reserve = account();
    const [first, second] = [await world.submitted(), await world.submitted()];
    await reserve(first);
    await end(first.id, 'held');
    expect(await reserve(second)).toMatchObject({ orderId: first.id });
    await resumed(first);
    expect(await reserve(second)).toMatchObject({ orderId: first.id });
    expect(await reserve(first, ['/a'], { run: 2 })).toBeUndefined();
    expect(await reserve(second)).toMatchObject({ orderId: first.id });
  });

  it('is taken again by the run after a failed one, unless another order has it', async () => {
    const reserve = account();
    const [first, second, third] = [await world.submitted(), await world.submitted(), await world.submitted()];
    await reserve(first);
    await end(first.id, 'failed');
    await reserve(second);
    await resumed(first);
    expect(await reserve(first, ['/a'], { run: 2 })).toMatchObject({ orderId: second.id });
    await end(second.id, 'failed');
    expect(await reserve(first, ['/a'], { run: 2 })).toBeUndefined();
    expect(await reserve(third)).toMatchObject({ orderId: first.id });
  });

  it('is given to one of many orders at the same time, also when it is taken over', async () => {
    const reserve = account();
    const before = await world.submitted();
    await reserve(before);
    await end(before.id, 'complete');
    const orders = await Promise.all(Array.from({ length: 12 }, () => world.submitted()));
    const found = await Promise.all(orders.map((order) => reserve(order, ['/a', '/b'])));
    expect(found.filter((ahead) => ahead === undefined)).toHaveLength(1);
  });

  it('fails if its item changes during every attempt to take it over', async () => {
    const [first, second] = [await world.submitted(), await world.submitted()];
    const restless = Object.assign(Object.create(world.client) as DynamoDBDocumentClient, {
      async send(command: Parameters<DynamoDBDocumentClient['send']>[0]) {
        // The item is gone whenever it is read.
        return command.constructor.name === 'GetCommand' ? {} : world.client.send(command);
      },
    });
    const crmId = newOrderId();
    const of = (orderId: string) => ({ orderId, run: 1, crmId, mode: 'production', products: ['/a'] });
    await reservations.reserve(of(first.id));
    await expect(createReservations(restless, world.table, world.orders).reserve(of(second.id))).rejects.toThrow(
      /A reservation changed/,
    );
  });

  it('is one item, however many orders had it', async () => {
    const crmId = newOrderId();
    for (let count = 0; count < 3; count += 1) {
      const { id: orderId } = await world.submitted();
      await reservations.reserve({ orderId, run: 1, crmId, mode: 'production', products: ['/a'] });
      await end(orderId, 'complete');
    }
    const { Items = [] } = await world.client.send(new ScanCommand({ TableName: world.table }));
    expect(Items.filter(({ pk }) => pk === `account#${crmId}`)).toHaveLength(1);
  });
});
