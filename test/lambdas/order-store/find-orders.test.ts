import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type InMemoryTable, startTable } from '../../../contract/in-memory-table.ts';
import { orderReferenceOf } from '../../../core/order/order-ids.ts';
import { createFindOrders, TooManyFound } from '../../../lambdas/order-store/find-orders.ts';
import { createOrderStore } from '../../../lambdas/order-store/order-store.ts';
import { createSearchIndex } from '../../../lambdas/order-store/search-index.ts';
import { storedOrder } from '../api/stored-order.ts';

let table: InMemoryTable;
const ALL = { from: '2026-01-01T00:00:00.000Z', to: '2026-12-31T23:59:59.999Z' };
const owner = { customerDetails: { email: 'ada@example.org' }, owner: 'owner-1' };
const first = storedOrder(1, { payload: { external_id: 'CRM-1', ...owner }, createdAt: '2026-11-20T10:00:00.000Z' });
const second = storedOrder(2, {
  status: 'failed',
  payload: { external_id: 'CRM-2', ...owner },
  createdAt: '2026-11-21T10:00:00.000Z',
});
const erased = storedOrder(3, { payload: {}, erased: { erasure: 'e', at: '2026-11-22T10:00:00.000Z' } });

function open() {
  const index = createSearchIndex(table.client, table.table, async () => 'a key');
  return { index, find: createFindOrders(table.client, table.table, index) };
}

beforeAll(async () => {
  table = await startTable();
  const store = createOrderStore(table.client, table.table);
  const { index } = open();
  for (const order of [first, second, erased]) await store.put(order);
  for (const order of [first, second]) await index.add(order);
  // A resume crossed the erasure.
  await index.add({ id: erased.id, payload: owner });
  await index.add({ id: second.id, payload: { owner: 'the owner before' } });
});
afterAll(() => table.close());

const found = async (text: string, filter: Partial<Parameters<ReturnType<typeof createFindOrders>>[1]> = {}) => {
  const { orders } = await open().find(text, { ...ALL, ...filter }, undefined, 20);
  return orders.map(({ id }) => id);
};

describe('a search for orders', () => {
  it.each([
    ['the id', first.id, [first.id]],
    ['the reference', orderReferenceOf(first.id), [first.id]],
    ['the reference in lower case', orderReferenceOf(first.id).toLowerCase(), [first.id]],
    ['the external id', 'CRM-2', [second.id]],
    ['the e-mail address in another case', 'Ada@Example.org', [second.id, first.id]],
    ['the owner', 'owner-1', [second.id, first.id]],
    ['an owner of an earlier revision', 'the owner before', [second.id]],
    ['a part of a text', 'CRM', []],
    ['a text in another case', 'crm-2', []],
    ['an id that nobody has', `order-${'0'.repeat(32)}`, []],
    ['the reference of an erased order', orderReferenceOf(erased.id), [erased.id]],
  ])('finds by %s', async (_, text, ids) => {
    expect(await found(text)).toEqual(ids);
  });

  it('applies the other filters', async () => {
    expect(await found('owner-1', { statuses: ['failed'] })).toEqual([second.id]);
    expect(await found('owner-1', { to: '2026-11-20T23:59:59.999Z' })).toEqual([first.id]);
    expect(await found(first.id, { statuses: ['held'] })).toEqual([]);
  });

  it('pages', async () => {
    const { find } = open();
    const one = await find('owner-1', ALL, undefined, 1);
    expect(one).toMatchObject({ orders: [{ id: second.id }], next: { id: second.id } });
    const two = await find('owner-1', ALL, one.next, 1);
    expect(two).toMatchObject({ orders: [{ id: first.id }], next: undefined });
  });

  it('refuses to read more orders than a search may', async () => {
    const { index } = open();
    const many = {
      ...index,
      async *find() {
        for (let n = 0; n <= 500; n += 1) yield `order-${n}`;
      },
    };
    const find = createFindOrders(table.client, table.table, many);
    await expect(find('owner-1', ALL, undefined, 1)).rejects.toThrow(TooManyFound);
  });
});
