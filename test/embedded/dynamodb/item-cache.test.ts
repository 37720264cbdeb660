import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { type DynamoDb, openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { createItemCache, isCacheable } from '../../../embedded/dynamodb/item-cache.ts';
import { openStore, type Store } from '../../../embedded/sqlite/store.ts';

const keyOf = (n: number) => ({ hash: Buffer.from(`order-${n}`), range: Buffer.from('order') });

describe('createItemCache', () => {
  it('returns what was set, until it is deleted or everything is cleared', () => {
    const cache = createItemCache();
    for (const n of [1, 2, 3]) cache.set(keyOf(n), { n: { N: `${n}` } });
    cache.delete(keyOf(1));
    expect([1, 2, 3].map((n) => cache.get(keyOf(n)))).toEqual([undefined, { n: { N: '2' } }, { n: { N: '3' } }]);
    cache.clear();
    expect(cache.get(keyOf(2))).toBeUndefined();
  });

  it('tells the parts of a key apart', () => {
    const cache = createItemCache();
    cache.set({ hash: Buffer.from('a'), range: Buffer.from('b') }, {});
    expect(cache.get({ hash: Buffer.from('ab'), range: Buffer.alloc(0) })).toBeUndefined();
  });

  it('holds a limited number, and drops the oldest', () => {
    const cache = createItemCache();
    for (let n = 0; n < 250; n += 1) cache.set(keyOf(n), {});
    cache.set(keyOf(0), {});
    cache.set(keyOf(250), {});
    expect([0, 1, 2, 250].map((n) => cache.get(keyOf(n)))).toEqual([{}, undefined, {}, {}]);
  });

  it('is not for very large items', () => {
    expect([isCacheable(16_384), isCacheable(16_385)]).toEqual([true, false]);
  });
});

describe('a table with cached items', () => {
  const TableName = 'orders';
  const Key = { pk: { S: 'order-1' }, sk: { S: 'order' } };
  let store: Store;
  let dynamo: DynamoDb;
  beforeEach(async () => {
    store = openStore(':memory:');
    dynamo = openDynamoDb(store);
    await dynamo.ensureTable(TableName, ORDER_TABLE);
  });
  afterEach(async () => {
    await dynamo.close();
    await store.close();
  });
  const put = (text: string) => dynamo.call('PutItem', { TableName, Item: { ...Key, text: { S: text } } });
  const get = () => dynamo.call('GetItem', { TableName, Key });
  const found = (text: string) => ({ Item: { ...Key, text: { S: text } } });

  it('returns the latest item, small or large, and none once it is deleted', async () => {
    for (const text of ['one', 'x'.repeat(20_000), 'two']) {
      await put(text);
      expect(await get()).toEqual(found(text));
    }
    await dynamo.call('DeleteItem', { TableName, Key });
    expect(await get()).toEqual({});
  });

  it('returns in a query what a read returns', async () => {
    await put('one');
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': Key.pk },
    };
    expect(await dynamo.call('Query', query)).toMatchObject({ Items: [found('one').Item] });
  });

  it('forgets what a failed commit has undone', async () => {
    await put('one');
    store.database.exec('CREATE TABLE parents (id INTEGER PRIMARY KEY)');
    store.database.exec('CREATE TABLE children (parent REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)');
    const orphan = store.commits.run(() => store.database.exec('INSERT INTO children VALUES (1)'));
    const outcomes = await Promise.allSettled([orphan, put('two')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await get()).toEqual(found('one'));
  });

  it('has an attribute named like the prototype', async () => {
    const update = {
      TableName,
      Key,
      UpdateExpression: 'SET #a = :v, #b = :v',
      ExpressionAttributeNames: { '#a': '__proto__', '#b': 'plain' },
      ExpressionAttributeValues: { ':v': { S: 'x' } },
    };
    await dynamo.call('UpdateItem', update);
    const text = JSON.stringify(await get());
    expect(JSON.parse(text).Item).toEqual(
      JSON.parse(`{"__proto__":{"S":"x"},"plain":{"S":"x"},${JSON.stringify(Key).slice(1)}`),
    );
  });
});
