import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { needsPerson } from '../../../core/order/attention.ts';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import { comparePositions } from '../../../lambdas/order-store/index-keys.ts';
import type { OrderFilter } from '../../../lambdas/order-store/order-filter.ts';
import { createOrderIndex } from '../../../lambdas/order-store/order-index.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { orderIdOf, storedOrder } from '../api/stored-order.ts';

const FIRST = 'T00:00:00.000Z';
const LAST = 'T23:59:59.999Z';
const WEEK: OrderFilter = { from: `2026-11-16${FIRST}`, to: `2026-11-22${LAST}` };
const DAY_MS = 86_400_000;

/** Orders of five days in every status, two or three at the same instant. */
function sampleOrders() {
  const statuses: OrderStatus[] = ['complete', 'failed', 'complete', 'held', 'processing', 'cancelled', 'submitted'];
  return Array.from({ length: 230 }, (_, number) => {
    const instant = Math.floor(number / 2.5);
    const createdAt = new Date(Date.parse('2026-11-22T23:59:59.999Z') - instant * (DAY_MS / 20)).toISOString();
    return storedOrder(number, {
      createdAt,
      status: statuses[number % statuses.length] ?? 'complete',
      orderType: number % 3 === 0 ? 'refund' : 'new',
      degraded: number % 14 === 0 ? ['warehouse'] : [],
      ...(number % 7 === 1 && { failure: { step: 'zuora', code: 'declined', message: '' } }),
    });
  });
}

describe('order index', () => {
  let table: InMemoryTable;
  const orders = sampleOrders();
  const newestFirst = orders.toSorted(comparePositions);

  beforeAll(async () => {
    table = await startTable();
    const store = createOrderStore(table.client, table.table);
    await Promise.all(orders.map((order) => store.put(order)));
    const completed = orders.find((order) => order.status === 'processing');
    if (completed === undefined) throw new TypeError('Expected a sample order that is processing.');
    await store.changeStatus({ orderId: completed.id, run: 1, to: 'complete', events: [], at: completed.createdAt });
    Object.assign(completed, { status: 'complete' });
  });
  afterAll(() => table.close());

  async function idsOf(filter: OrderFilter, limit: number): Promise<{ ids: string[]; pages: number }> {
    const index = createOrderIndex(table.client, table.table);
    const ids: string[] = [];
    let pages = 0;
    let next: Awaited<ReturnType<typeof index.page>>['next'];
    do {
      const page = await index.page(filter, next, limit);
      expect(page.orders.length).toBeLessThanOrEqual(limit);
      ids.push(...page.orders.map((order) => order.id));
      next = page.next;
      pages += 1;
    } while (next !== undefined);
    return { ids, pages };
  }

  it.each([7, 33, 100])('lists every order once, newest first, across shards and days, %i per page', async (limit) => {
    const { ids, pages } = await idsOf(WEEK, limit);
    expect(ids).toEqual(newestFirst.map((order) => order.id));
    expect(pages).toBe(Math.ceil(orders.length / limit));
  });

  it.each(['submitted', 'failed', 'held', 'processing', 'cancelled', 'complete'] as const)(
    'lists the orders with the status %s',
    async (status) => {
      const { ids } = await idsOf({ ...WEEK, statuses: [status] }, 10);
      expect(ids).toEqual(newestFirst.filter((order) => order.status === status).map((order) => order.id));
      expect(ids.length).toBeGreaterThan(0);
    },
  );

  it.each(['failed', undefined] as const)('lists only the requested days (status: %s)', async (status) => {
    const days = { from: `2026-11-20${FIRST}`, to: `2026-11-21${LAST}` };
    const { ids } = await idsOf({ ...days, ...(status !== undefined && { statuses: [status] }) }, 100);
    const expected = newestFirst.filter(
      ({ createdAt, ...order }) =>
        createdAt >= days.from && createdAt <= days.to && (status === undefined || order.status === status),
    );
    expect(ids).toEqual(expected.map((order) => order.id));
    expect(ids.length).toBeGreaterThan(0);
  });

  it('filters by order type', async () => {
    const { ids } = await idsOf({ ...WEEK, orderTypes: ['refund'] }, 20);
    expect(ids).toEqual(newestFirst.filter((order) => order.orderType === 'refund').map((order) => order.id));
  });

  it.each([true, false])('filters by whether orders have errors (%s)', async (withErrors) => {
    const { ids } = await idsOf({ ...WEEK, withErrors }, 20);
    const expected = newestFirst.filter((order) => needsPerson(order) === withErrors);
    expect(ids).toEqual(expected.map((order) => order.id));
  });

  it.each<[Partial<OrderFilter>, (order: (typeof orders)[number]) => boolean]>([
    [{ statuses: ['failed', 'held'] }, ({ status }) => status === 'failed' || status === 'held'],
    [{ statuses: ['failed', 'complete'] }, ({ status }) => status === 'failed' || status === 'complete'],
    [{ orderTypes: ['refund', 'new'], statuses: ['held'] }, ({ status }) => status === 'held'],
    [{ step: 'warehouse' }, ({ status, degraded }) => degraded.length > 0 && status === 'complete'],
    [
      { step: 'zuora', orderTypes: ['refund'] },
      ({ status, orderType }) => status === 'failed' && orderType === 'refund',
    ],
    [{ code: 'declined' }, ({ status }) => status === 'failed'],
    [{ code: 'declined', step: 'warehouse' }, () => false],
    [{ sequence: 'default', statuses: ['held'] }, ({ status }) => status === 'held'],
    [{ sequence: 'trial' }, () => false],
    [
      { unchangedSince: `2026-11-20${LAST}` },
      ({ status, degraded, updatedAt }) =>
        updatedAt <= `2026-11-20${LAST}` &&
        (degraded.length > 0 ? status !== 'cancelled' : !['complete', 'cancelled'].includes(status)),
    ],
  ])('filters by %j', async (filter, expected) => {
    const { ids } = await idsOf({ ...WEEK, ...filter }, 20);
    expect(ids).toEqual(newestFirst.filter(expected).map(({ id }) => id));
  });

  it('returns the fields that a list shows', async () => {
    const [newest] = newestFirst;
    const { orders: found } = await createOrderIndex(table.client, table.table).page(WEEK, undefined, 1);
    expect(found).toEqual([
      expect.objectContaining({ id: newest?.id, payload: newest?.payload, status: newest?.status, runs: newest?.runs }),
    ]);
    expect(found[0]).not.toHaveProperty('events');
  });

  it('returns an empty last page for days without orders', async () => {
    const page = await createOrderIndex(table.client, table.table).page(
      { from: `2025-01-01${FIRST}`, to: `2025-01-03${LAST}` },
      undefined,
      20,
    );
    expect(page).toEqual({ orders: [], next: undefined });
  });

  it('returns an empty last page after a position before the oldest day', async () => {
    const after = { createdAt: '2026-11-01T00:00:00.000Z', id: orderIdOf(1) };
    expect(await createOrderIndex(table.client, table.table).page(WEEK, after, 20)).toEqual({
      orders: [],
      next: undefined,
    });
  });
});

describe('order index with a filter that has few matches', () => {
  it('stops after a limited number of orders and continues from there', async () => {
    const table = await startTable();
    try {
      const store = createOrderStore(table.client, table.table);
      const maxExamined = 50;
      const count = maxExamined + 10;
      const orders = Array.from({ length: count }, (_, number) =>
        storedOrder(number, {
          createdAt: new Date(Date.parse('2026-11-22T10:00:00.000Z') - number).toISOString(),
          orderType: number === count - 1 ? 'refund' : 'new',
        }),
      );
      await Promise.all(orders.map((order) => store.put(order)));
      const index = createOrderIndex(table.client, table.table, { maxExamined });
      const first = await index.page({ ...WEEK, orderTypes: ['refund'] }, undefined, 20);
      expect(first).toEqual({
        orders: [],
        next: { createdAt: orders[maxExamined - 1]?.createdAt, id: orders[maxExamined - 1]?.id },
      });
      const second = await index.page({ ...WEEK, orderTypes: ['refund'] }, first.next, 20);
      expect(second.orders.map((order) => order.id)).toEqual([orders.at(-1)?.id]);
      expect(second.next).toBeUndefined();
    } finally {
      await table.close();
    }
  });
});
