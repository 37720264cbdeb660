import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { type DynamoDb, openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';
import { createGroupCommit } from '../../../embedded/sqlite/group-commit.ts';

const TableName = 'orders';
const keyOf = (id: string) => ({ pk: { S: id }, sk: { S: 'order' } });

/** What happens to syncs; at first they succeed at once. */
let disk: PromiseWithResolvers<void>;
const synced = vi.fn(() => disk.promise);
let database: DatabaseSync;
let dynamo: DynamoDb;

beforeEach(async () => {
  disk = Promise.withResolvers();
  disk.resolve();
  database = new DatabaseSync(':memory:');
  dynamo = openDynamoDb({
    database,
    commits: createGroupCommit(database, { synced, close: async () => {} }),
    close: async () => {},
  });
  await dynamo.ensureTable(TableName, ORDER_TABLE);
  for (const id of ['one', 'two']) await dynamo.call('PutItem', { TableName, Item: keyOf(id) });
  disk = Promise.withResolvers();
  synced.mockClear();
});
afterEach(() => {
  disk.resolve();
  database.close();
});

const defer = (id: string, status: string, condition = 'attribute_exists(pk)') =>
  dynamo.call('UpdateItemDeferred', {
    TableName,
    Key: keyOf(id),
    UpdateExpression: 'SET #s = :s',
    ConditionExpression: condition,
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':s': { S: status } },
    ReturnValues: 'ALL_NEW',
  });
const get = (id: string) => dynamo.call('GetItem', { TableName, Key: keyOf(id) });
const updated = { ...keyOf('one'), status: { S: 'processing' } };
const turns = async (): Promise<void> => {
  for (let left = 5; left > 0; left -= 1) await new Promise((next) => setImmediate(next));
};

describe('UpdateItemDeferred', () => {
  it('answers before the update is on disk, and the same when it is repeated', async () => {
    expect(await defer('one', 'processing')).toEqual({ Attributes: updated });
    expect(await defer('one', 'processing')).toEqual({ Attributes: updated });
    expect(synced).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(synced).toHaveBeenCalledTimes(1));
  });

  it.each([
    ['GetItem', { Key: keyOf('one') }, { Item: updated }],
    ['Scan', {}, { Count: 2, Items: expect.arrayContaining([updated]) }],
    [
      'GetItemWhen',
      { Key: keyOf('one'), ConditionExpression: 'attribute_exists(pk)', WaitMilliseconds: 0 },
      { Item: updated },
    ],
  ])('lets %s wait until the update that it has seen is on disk', async (operation, input, answer) => {
    await defer('one', 'processing');
    const answered = vi.fn();
    const read = dynamo.call(operation, { TableName, ...input }).then(answered);
    await turns();
    expect(synced).toHaveBeenCalledTimes(1);
    expect(answered).not.toHaveBeenCalled();
    disk.resolve();
    await read;
    expect(answered.mock.calls).toMatchObject([[answer]]);
  });

  it('lets nobody wait who reads another item', async () => {
    await defer('one', 'processing');
    expect(await get('two')).toEqual({ Item: keyOf('two') });
    expect(synced).not.toHaveBeenCalled();
  });

  it('is on disk with the next write that waits for it', async () => {
    await defer('one', 'processing');
    const write = dynamo.call('PutItem', { TableName, Item: keyOf('three') });
    await turns();
    disk.resolve();
    await write;
    expect(await get('one')).toEqual({ Item: updated });
    expect(synced).toHaveBeenCalledTimes(1);
  });

  it('rejects an update whose condition does not hold, and changes nothing', async () => {
    await expect(defer('one', 'processing', 'attribute_not_exists(pk)')).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
    });
    disk.resolve();
    expect(await get('one')).toEqual({ Item: keyOf('one') });
  });
});
