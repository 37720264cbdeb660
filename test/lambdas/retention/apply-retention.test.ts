import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { newProposalId } from '../../../core/order/order-ids.ts';
import { orderKey, shardsOf } from '../../../core/order/order-keys.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { NO_OUTCOMES, type ProposalRecord } from '../../../core/proposals/proposal-record.ts';
import { comparePositions, indexKeys } from '../../../lambdas/order-store/index-keys.ts';
import { createOrderStore, type OrderStore } from '../../../lambdas/order-store/order-store.ts';
import { createSearchIndex } from '../../../lambdas/order-store/search-index.ts';
import { mergeSorted } from '../../../lambdas/order-store/sorted-streams.ts';
import { createStepStore, type StepStore } from '../../../lambdas/order-store/step-store.ts';
import { createProposalStore } from '../../../lambdas/proposal-store/proposal-store.ts';
import { createAgedOrders } from '../../../lambdas/retention/aged-orders.ts';
import { createApplyRetention, type RetentionPorts } from '../../../lambdas/retention/apply-retention.ts';
import { createDeleteDeliveries } from '../../../lambdas/retention/delete-deliveries.ts';
import { createDeleteProposals } from '../../../lambdas/retention/delete-proposals.ts';
import { createRetentionProgress } from '../../../lambdas/retention/retention-progress.ts';
import { createDeliveryIndex } from '../../../lambdas/webhook-store/delivery-index.ts';
import { createDeliveryStore } from '../../../lambdas/webhook-store/delivery-store.ts';
import { orderIdOf, storedOrder } from '../api/stored-order.ts';

let table: InMemoryTable;
let orders: OrderStore;
let steps: StepStore;
let errors: string[];

beforeEach(async () => {
  table = await startTable();
  orders = createOrderStore(table.client, table.table);
  steps = createStepStore(table.client, table.table);
  errors = [];
});
afterEach(() => table.close());

const DAY = 86_400_000;
const NOW = new Date('2027-02-25T12:00:00.000Z');
const daysAgo = (days: number): string => new Date(NOW.getTime() - days * DAY).toISOString();

/** Applies the retention; a test may change what it depends on. */
function apply(ports: Partial<RetentionPorts> = {}, hasTime = () => true) {
  const place = [table.client, table.table] as const;
  return createApplyRetention({
    retention: { orders: 'P100D', processEvents: 'P30D', deliveries: 'P10D' },
    webhooks: ['crm-feed'],
    orders: createAgedOrders(...place, index()),
    deleteDeliveries: createDeleteDeliveries(...place, createDeliveryIndex(...place)),
    deleteProposals: createDeleteProposals(...place),
    progress: createRetentionProgress(...place),
    ordersOf(day, upTo) {
      const range = { index: 'by-day', from: `${day}T00:00:00.000Z`, to: upTo } as const;
      return mergeSorted(
        shardsOf(day).map((shard) => indexKeys(...place, { ...range, shard })),
        comparePositions,
      );
    },
    onError: (message) => errors.push(message),
    now: () => NOW,
    ...ports,
  })(hasTime);
}

const index = () => createSearchIndex(table.client, table.table, async () => 'a key');

const CALLOUT = {
  request: { method: 'POST', url: 'https://zuora.example.org/v1/orders', headers: { a: 'b' }, body: 'sent' },
  response: { status: 200, headers: { c: 'd' }, body: 'received' },
  durationMs: 12,
} as never;

/** Stores an order with a step that has called a partner. */
async function store(number: number, days: number, changes: Partial<OrderRecord> = {}): Promise<string> {
  const createdAt = daysAgo(days);
  const order = storedOrder(number, { createdAt, ...changes });
  await orders.put(order);
  const claimed = await steps.claim({
    orderId: order.id,
    run: 1,
    step: { id: 'zuora', name: 'zuora', service: 'zuora', effect: 'idempotent' },
    now: createdAt,
    leaseUntil: createdAt,
  });
  if (claimed === undefined) throw new TypeError('Expected to get the claim.');
  await steps.finish({
    orderId: order.id,
    claimed,
    attempt: {
      run: 1,
      startedAt: createdAt,
      outcome: 'succeeded',
      callouts: [CALLOUT],
      logs: [{ timestamp: createdAt, level: 'info', message: 'Called Zuora' }],
    },
    output: { subscription: 'S-1' },
  });
  return order.id;
}

async function itemsOf(orderId: string): Promise<string[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.table,
      KeyConditionExpression: 'pk = :id',
      ExpressionAttributeValues: { ':id': orderId },
    }),
  );
  return Items.map(({ sk }) => String(sk));
}

describe('orders', () => {
  it('go with everything that belongs to them once nothing has changed for the retention', async () => {
    const old = await store(1, 101);
    const recent = await store(2, 99);
    expect(await apply()).toMatchObject({ ordersDeleted: 1 });
    expect(await itemsOf(old)).toEqual([]);
    expect(await itemsOf(recent)).toEqual(['order', 'step#zuora']);
    expect(await apply()).toMatchObject({ ordersDeleted: 0 });
  });

  it.each([
    ['in progress', { status: 'processing' }],
    ['not started', { status: 'submitted' }],
    ['on hold', { status: 'held' }],
    ['changed since', { status: 'complete', updatedAt: daysAgo(5) }],
  ] as const)('stay while they are %s, and go when they have aged after that', async (_what, changes) => {
    const id = await store(1, 110, changes);
    expect(await apply()).toMatchObject({ ordersDeleted: 0 });
    expect(await itemsOf(id)).toEqual(['order', 'step#zuora']);

    if (changes.status === 'processing')
      await orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at: daysAgo(0) });
    const later = new Date(NOW.getTime() + 101 * DAY);
    const goes = changes.status === 'processing' || changes.status === 'complete';
    expect(await apply({ now: () => later })).toMatchObject({ ordersDeleted: goes ? 1 : 0 });
    expect(await itemsOf(id)).toEqual(goes ? [] : ['order', 'step#zuora']);
  });

  it.each(['failed', 'cancelled'] as const)('go when they are %s', async (status) => {
    const id = await store(1, 101, { status });
    await apply();
    expect(await itemsOf(id)).toEqual([]);
  });

  it('continue where the time was up', async () => {
    const ids = await Promise.all(Array.from({ length: 60 }, (_, number) => store(number, 105)));
    let batches = 0;
    for (let deleted = 0; deleted < 60; batches += 1) {
      const report = await apply({}, () => false);
      expect(report.ordersDeleted).toBeLessThanOrEqual(25);
      deleted += report.ordersDeleted;
      expect(batches).toBeLessThan(200);
    }
    expect((await Promise.all(ids.map(itemsOf))).flat()).toEqual([]);
  });

  it('leave nothing behind after a crash between the order and its steps', async () => {
    const id = await store(1, 101);
    const aged = createAgedOrders(table.client, table.table, index());
    const crashed = apply({
      orders: {
        ...aged,
        async remove() {
          const { DeleteCommand } = await import('@aws-sdk/lib-dynamodb');
          await table.client.send(new DeleteCommand({ TableName: table.table, Key: orderKey(id) }));
          throw new Error('crashed');
        },
      },
    });
    await expect(crashed).rejects.toThrow('crashed');
    expect(await itemsOf(id)).toEqual(['step#zuora']);
    await apply();
    expect(await itemsOf(id)).toEqual([]);
  });
});

describe('process events', () => {
  it('lose bodies, headers and logs after their retention, and keep what was called and how it ended', async () => {
    const old = await store(1, 31);
    const recent = await store(2, 29);
    expect(await apply()).toMatchObject({ ordersShortened: 1, ordersDeleted: 0 });
    expect((await steps.get(old, 'zuora'))?.attempts).toEqual([
      expect.objectContaining({
        outcome: 'succeeded',
        shortened: true,
        callouts: [
          expect.objectContaining({
            request: { headers: {}, body: null },
            response: { status: 200, headers: {}, body: null },
            shortened: true,
          }),
        ],
      }),
    ]);
    expect(await steps.get(old, 'zuora')).toMatchObject({ status: 'succeeded', output: { subscription: 'S-1' } });
    expect((await steps.get(recent, 'zuora'))?.attempts).toMatchObject([{ logs: [{ message: 'Called Zuora' }] }]);
  });

  it('are shortened once', async () => {
    const id = await store(1, 31);
    await apply();
    const { Item: before } = await table.client.send(
      new GetCommand({ TableName: table.table, Key: { pk: id, sk: 'step#zuora' } }),
    );
    expect(await createAgedOrders(table.client, table.table, index()).shorten([id], NOW)).toEqual([]);
    const { Item: after } = await table.client.send(
      new GetCommand({ TableName: table.table, Key: { pk: id, sk: 'step#zuora' } }),
    );
    expect(after).toEqual(before);
  });
});

describe('deliveries', () => {
  const deliver = async (sequence: number, days: number, status: 'delivered' | 'failed' | 'waiting'): Promise<void> => {
    const deliveries = createDeliveryStore(table.client, table.table);
    const at = daysAgo(days);
    const claimed = await deliveries.claim({
      orderId: orderIdOf(1),
      sequence,
      webhook: 'crm-feed',
      eventType: 'order.submitted',
      orderType: 'new',
      round: 1,
      owner: 'execution',
      now: at,
      ownedUntil: at,
    });
    if (claimed === undefined) throw new TypeError('Expected the claim to hold.');
    await deliveries.finish({ claimed, attempt: { round: 1, startedAt: at }, status, now: at, ownedUntil: at });
  };

  it('go after their retention once they have ended', async () => {
    await deliver(1, 11, 'delivered');
    await deliver(2, 11, 'failed');
    await deliver(3, 11, 'waiting');
    await deliver(4, 9, 'delivered');
    expect(await apply()).toMatchObject({ deliveriesDeleted: 2 });
    expect(await itemsOf(orderIdOf(1))).toEqual(['delivery#000003#crm-feed', 'delivery#000004#crm-feed']);
  });
});

it('says when too many orders are on hold', async () => {
  await store(1, 105, { status: 'held' });
  const progress = createRetentionProgress(table.client, table.table);
  const left = Array.from({ length: 5_001 }, (_, number) => orderIdOf(number + 10));
  await progress.write('orders', { ...(await progress.read('orders')), checkedOn: daysAgo(0).slice(0, 10), left });
  await apply();
  expect(errors).toEqual(['Too many orders are on hold to go on']);
});

describe('proposals', () => {
  const propose = async (days: number, status: ProposalRecord['status']): Promise<string> => {
    const proposals = createProposalStore(table.client, table.table);
    const id = newProposalId();
    await proposals.put({
      id,
      status,
      action: 'resume',
      reason: 'Ticket 17',
      by: 'ada',
      person: 'ada',
      fingerprint: 'a hash',
      createdAt: daysAgo(days),
      parts: 2,
      plans: [],
      planned: 2,
      amounts: [],
      withoutAmount: 0,
      counts: NO_OUTCOMES,
      execution: 1,
    });
    for (const number of [1, 2]) await proposals.putPart(id, { number, orders: [{ id: orderIdOf(number) }] });
    return id;
  };

  it('go with their orders after the retention of process events, unless their job is running', async () => {
    const old = await propose(31, 'finished');
    const running = await propose(31, 'running');
    const young = await propose(29, 'finished');
    expect(await apply()).toMatchObject({ proposalsDeleted: 1 });
    expect(await apply()).toMatchObject({ proposalsDeleted: 0 });
    expect(await itemsOf(old)).toEqual([]);
    expect(await itemsOf(running)).toHaveLength(3);
    expect(await itemsOf(young)).toHaveLength(3);
  });

  it('stay for the next call if there is no time', async () => {
    const id = await propose(31, 'finished');
    expect(await apply({}, () => false)).toMatchObject({ proposalsDeleted: 0 });
    expect(await itemsOf(id)).toHaveLength(3);
  });
});
