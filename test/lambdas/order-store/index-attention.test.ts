import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { orderKey } from '../../../core/order/order-keys.ts';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import { createIndexAttention } from '../../../lambdas/order-store/index-attention.ts';
import { createOrderIndex } from '../../../lambdas/order-store/order-index.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { storedOrder } from '../api/stored-order.ts';

let table: InMemoryTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

/** Stores an order as an earlier version did. */
async function olderOrder(number: number, changes: Partial<OrderRecord>): Promise<OrderRecord> {
  const order = storedOrder(number, changes);
  await createOrderStore(table.client, table.table).put(order);
  const UpdateExpression = 'REMOVE attention, attentionShard';
  await table.client.send(new UpdateCommand({ TableName: table.table, Key: orderKey(order.id), UpdateExpression }));
  return order;
}

async function listed(): Promise<readonly string[]> {
  const filter = { withErrors: true, from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T00:00:00.000Z' };
  const page = await createOrderIndex(table.client, table.table).page(filter, undefined, 100);
  return page.orders.map(({ id }) => id);
}

describe('orders that an earlier version stored', () => {
  it('are listed among those that need a person once they are indexed, if they do', async () => {
    const index = createIndexAttention(table.client, table.table);
    const failed = await olderOrder(1, { status: 'failed', failure: { step: 'zuora', code: 'c', message: '' } });
    const degraded = await olderOrder(2, { degraded: ['mail'] });
    const others = [await olderOrder(3, {}), await olderOrder(4, { status: 'held', erasing: 'an erasure' })];
    expect(await listed()).toEqual([]);
    for (const { id } of [failed, degraded, ...others]) for (const _ of [1, 2]) await index(id);
    expect((await listed()).toSorted()).toEqual([failed.id, degraded.id].toSorted());
    await expect(index(storedOrder(5).id)).resolves.toBeUndefined();
  });
});
