import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import type { AccountSubscription } from '../../../core/plugin/plugin-context.ts';
import {
  type AccountSubscriptions,
  createAccountSubscriptions,
} from '../../../lambdas/order-store/account-subscriptions.ts';

let table: InMemoryTable;
let store: AccountSubscriptions;
let now = new Date('2026-03-02T09:30:00.000Z');
beforeAll(async () => {
  table = await startTable();
  store = createAccountSubscriptions(table.client, table.table, () => now);
});
afterAll(() => table.close());

const digital = (orderId: string): AccountSubscription => ({
  product: '/products/Digital',
  ref: `${orderId}/item-1`,
  orderId,
  mode: 'production',
});

describe('the subscriptions of an account', () => {
  it('are those that were recorded, and a repeat changes nothing', async () => {
    const added = { crmId: '001-a', names: ['A-S1'], subscriptions: [digital('order-a')] };
    expect(await store.activeSubscriptions('001-a')).toEqual([]);
    await store.record(added);
    await store.record(added);
    expect(await store.activeSubscriptions('001-a')).toEqual([digital('order-a')]);
    expect(await store.activeSubscriptions('001')).toEqual([]);
  });

  it('end at once by any of their names, and ending them again or ending none succeeds', async () => {
    await store.record({ crmId: '001-b', names: ['B-S1', 'sub-b'], subscriptions: [digital('order-b')] });
    await store.record({ crmId: '001-b', names: ['B-S2'], subscriptions: [digital('order-b2')] });
    await store.end(['unknown', 'sub-b'], undefined);
    await store.end(['sub-b', 'B-S1'], undefined);
    expect(await store.activeSubscriptions('001-b')).toEqual([digital('order-b2')]);
  });

  it('end at the given time', async () => {
    await store.record({ crmId: '001-c', names: ['C-S1'], subscriptions: [digital('order-c')] });
    await store.end(['C-S1'], '2026-04-01T00:00:00.000Z');
    expect(await store.activeSubscriptions('001-c')).toHaveLength(1);
    now = new Date('2026-04-01T00:00:00.000Z');
    expect(await store.activeSubscriptions('001-c')).toEqual([]);
    await store.end(['C-S1'], undefined);
    await store.end(['C-S1'], '2026-05-01T00:00:00.000Z');
    expect(await store.activeSubscriptions('001-c')).toEqual([]);
  });

  it('are replaced under the same names, and a repeat changes nothing', async () => {
    await store.record({ crmId: '001-d', names: ['D-S1'], subscriptions: [digital('order-d')] });
    const print = { ...digital('order-d2'), product: '/products/Print' };
    await store.replace(['D-S1', 'nothing'], [print]);
    await store.replace(['D-S1', 'nothing'], [print]);
    expect(await store.activeSubscriptions('001-d')).toEqual([print]);
    await store.end(['D-S1'], undefined);
    expect(await store.activeSubscriptions('001-d')).toEqual([]);
  });

  it('can have names and products of any length', async () => {
    const long = { ...digital('order-e'), product: `/products/${'é'.repeat(2000)}` };
    const name = 'n'.repeat(3000);
    await store.record({ crmId: '001-e', names: [name], subscriptions: [long] });
    expect(await store.activeSubscriptions('001-e')).toEqual([long]);
    await store.end([name], undefined);
    expect(await store.activeSubscriptions('001-e')).toEqual([]);
  });
});
