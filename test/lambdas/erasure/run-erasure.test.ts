import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newErasureId } from '../../../core/order/order-ids.ts';
import { createEraseStoredOrder } from '../../../lambdas/erasure/erase-stored-order.ts';
import { createErasureStore, type ErasureStore } from '../../../lambdas/erasure/erasure-store.ts';
import { createRunErasure } from '../../../lambdas/erasure/run-erasure.ts';
import { createIndexOlderOrders } from '../../../lambdas/retention/index-older-orders.ts';
import { createRetentionProgress } from '../../../lambdas/retention/retention-progress.ts';
import { type OrderWorld, SMALL_ORDER, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
let erasures: ErasureStore;
beforeEach(async () => {
  world = await startOrderWorld([]);
  erasures = createErasureStore(world.client, world.table);
});
afterEach(() => world.close());

const EMAIL = { kind: 'email', text: 'ada@example.org' } as const;

async function ended(index = true): Promise<string> {
  const order = await world.submitted();
  if (index) await world.search.add(order);
  const change = { orderId: order.id, run: 1, events: [], at: world.now().toISOString() };
  await world.orders.changeStatus({ ...change, to: 'complete' });
  return order.id;
}

function runner(orders = world.orders) {
  return createRunErasure({
    erasures,
    eraseOrder: createEraseStoredOrder(world.client, world.table, {
      orders,
      index: world.search,
      publishEvents: world.publishEvents,
      undoes: false,
      onError: () => {},
      now: world.now,
    }),
    indexOlderOrders: async () => true,
    find: world.search.find,
    now: world.now,
  });
}

async function request(): Promise<string> {
  const id = newErasureId();
  const person = { kind: 'email', hash: await world.search.hashOf(EMAIL) } as const;
  const createdAt = world.now().toISOString();
  await erasures.put({ id, status: 'running', by: 'dpo', reason: 'Ticket', person, fingerprint: 'f', createdAt });
  return id;
}

const itemsWith = async (text: string): Promise<number> => {
  const { Items = [] } = await world.client.send(new ScanCommand({ TableName: world.table }));
  return Items.filter((item) => JSON.stringify(item).includes(text)).length;
};

describe('an erasure of sixty orders', () => {
  it('continues where the time ended, and a repeat changes nothing', async () => {
    for (let count = 0; count < 60; count += 1) await ended();
    const id = await request();
    let calls = 0;
    const hasTime = (): boolean => {
      calls += 1;
      return calls % 2 === 1;
    };
    while (!(await runner()(id, hasTime))) expect(calls).toBeLessThan(20);
    expect(calls).toBeGreaterThan(2);
    expect(await itemsWith('ada@example.org')).toBe(0);
    expect(await erasures.get(id)).toMatchObject({
      status: 'complete',
      counts: { erased: 60, refused: 0, missing: 0 },
    });
    expect(world.published.filter(({ type }) => type === 'order.erased')).toHaveLength(60);
    expect(await runner()(id, () => true)).toBe(true);
    expect(world.published.filter(({ type }) => type === 'order.erased')).toHaveLength(60);
  });

  it('completes an order that a crash left half erased', async () => {
    const orderId = await ended();
    const id = await request();
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
    const send = world.client.send.bind(world.client);
    let isCrashing = true;
    world.client.send = (async (command: object) => {
      const isLastWrite = command instanceof PutCommand && JSON.stringify(command.input.Item).includes('order.erased');
      if (isCrashing && isLastWrite) throw new Error('killed');
      return send(command as never);
    }) as never;
    await expect(runner()(id, () => true)).rejects.toThrow('killed');
    expect(await world.orders.get(orderId)).toMatchObject({ erasing: id, revision: 2 });
    isCrashing = false;
    expect(await runner()(id, () => true)).toBe(true);
    expect(await world.orders.get(orderId)).toMatchObject({ erased: { erasure: id } });
    expect(await itemsWith('ada@example.org')).toBe(0);
  });

  it('leaves an order alone that an entry names but that is not of the person', async () => {
    const other = await world.submitted({ ...SMALL_ORDER, customerDetails: { email: 'bob@example.org' } });
    await world.search.add({ id: other.id, payload: SMALL_ORDER });
    const id = await request();
    expect(await runner()(id, () => true)).toBe(true);
    expect(await erasures.get(id)).toMatchObject({ status: 'complete', counts: { erased: 0, refused: 0 } });
    expect(await itemsWith('bob@example.org')).toBe(1);
  });
});

it('orders that were stored before there was an index are found once they are indexed', async () => {
  const orderId = await ended(false);
  const indexed: string[] = [];
  const index = createIndexOlderOrders({
    pass: 'index',
    progress: createRetentionProgress(world.client, world.table),
    async *ordersOf(day) {
      if (day === '2026-03-02') yield { id: orderId, createdAt: world.now().toISOString() };
    },
    async indexOrder(each) {
      indexed.push(each);
    },
    now: () => new Date('2026-11-29T12:00:00.000Z'),
  });
  expect(await index(() => true)).toBe(true);
  expect(await index(() => true)).toBe(true);
});
