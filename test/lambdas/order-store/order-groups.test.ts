import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { createCountGroups } from '../../../lambdas/order-store/order-groups.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { storedOrder } from '../api/stored-order.ts';

let table: InMemoryTable;
const ALL = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T23:59:59.999Z' };
const AGES = ['2026-11-22T09:30:00.000Z'];

beforeAll(async () => {
  table = await startTable();
  const store = createOrderStore(table.client, table.table);
  const failed = (number: number, step: string, code: string, hour: number) =>
    storedOrder(number, {
      status: 'failed',
      orderType: number % 2 === 0 ? 'refund' : 'new',
      failure: { step, code, message: '' },
      updatedAt: `2026-11-22T${String(hour).padStart(2, '0')}:00:00.000Z`,
    });
  const orders = [
    ...[0, 1, 2, 3, 4].map((number) => failed(number, 'zuora', 'card_declined', 8 + number)),
    ...[5, 6].map((number) => failed(number, 'zuora', 'timeout', 10)),
    failed(7, 'crm', 'timeout', 10),
    storedOrder(8, { degraded: ['mail'] }),
    storedOrder(9),
    storedOrder(10, { status: 'cancelled', failure: { step: 'zuora', code: 'timeout', message: '' } }),
  ];
  await Promise.all(orders.map((order) => store.put(order)));
});
afterAll(() => table.close());

const count = (maxCounted?: number) => createCountGroups(table.client, table.table, maxCounted);

describe('groups of orders that need a person', () => {
  it('have a step and a code in common, the largest first', async () => {
    const { groups, total, isComplete } = await count()({ by: ['step', 'code'], filter: ALL, ages: AGES });
    expect(groups[0]).toEqual({
      facets: { step: 'zuora', code: 'card_declined' },
      count: 5,
      oldestSince: '2026-11-22T08:00:00.000Z',
      newestSince: '2026-11-22T12:00:00.000Z',
      olderThan: [2],
    });
    expect(groups.map((group) => group.count)).toEqual([5, 2, 1, 1]);
    expect({ total, isComplete }).toEqual({ total: 9, isComplete: true });
  });

  it.each([
    [
      { by: ['status'] as const, filter: ALL },
      { failed: 8, degraded: 1 },
    ],
    [
      { by: ['code'] as const, filter: { ...ALL, step: 'zuora' } },
      { card_declined: 5, timeout: 2 },
    ],
    [
      { by: ['step'] as const, filter: { ...ALL, code: 'timeout' } },
      { zuora: 2, crm: 1 },
    ],
    [
      { by: ['order_type'] as const, filter: ALL, kinds: ['failed'] as const },
      { new: 4, refund: 4 },
    ],
    [{ by: ['step'] as const, filter: { ...ALL, orderTypes: ['refund'] as const } }, { zuora: 4 }],
    [{ by: ['step'] as const, filter: { ...ALL, from: '2026-11-23T00:00:00.000Z' } }, {}],
    [
      { by: ['step'] as const, filter: { ...ALL, to: '2026-11-22T10:00:00.000Z' } },
      { zuora: 7, crm: 1, mail: 1 },
    ],
  ])('can be chosen: %j', async (request, expected) => {
    const { groups } = await count()({ ...request, ages: [] });
    expect(Object.fromEntries(groups.map((group) => [Object.values(group.facets)[0], group.count]))).toEqual(expected);
  });

  it('say that there are more orders than are counted', async () => {
    const { total, isComplete } = await count(4)({ by: ['step'], filter: ALL, ages: [] });
    expect(isComplete).toBe(false);
    expect(total).toBeLessThanOrEqual(4);
  });
});
