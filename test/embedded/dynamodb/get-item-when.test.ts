import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { onOwnStore } from '../../../contract/own-store.ts';
import { type DynamoDb, openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';

const TableName = 'orders';
const Key = { pk: { S: 'order-1' }, sk: { S: 'order' } };

let dynamo: DynamoDb;
beforeEach(async () => {
  dynamo = onOwnStore(':memory:', openDynamoDb);
  await dynamo.ensureTable(TableName, ORDER_TABLE);
});
afterEach(() => dynamo.close());

const put = (status: string) => dynamo.call('PutItem', { TableName, Item: { ...Key, status: { S: status } } });
const whenComplete = (WaitMilliseconds: unknown, more: object = {}) =>
  dynamo.call('GetItemWhen', {
    TableName,
    Key,
    ConditionExpression: '#s = :complete',
    ProjectionExpression: '#s',
    ExpressionAttributeNames: { '#s': 'status' },
    ExpressionAttributeValues: { ':complete': { S: 'complete' } },
    WaitMilliseconds,
    ...more,
  });
const complete = { Item: { status: { S: 'complete' } } };

describe('GetItemWhen', () => {
  it('answers at once if the item meets the condition', async () => {
    await put('complete');
    expect(await whenComplete(0)).toEqual(complete);
    expect(await whenComplete(30_000)).toEqual(complete);
  });

  it('answers everybody as soon as a write makes the item meet the condition', async () => {
    const answers = Promise.all([whenComplete(20_000), whenComplete(20_000)]);
    await put('submitted');
    await put('processing');
    await put('complete');
    expect(await answers).toEqual([complete, complete]);
  });

  it('answers with the item as it is when the time has passed', async () => {
    expect(await whenComplete(5)).toEqual({});
    await put('processing');
    expect(await whenComplete(5)).toEqual({ Item: { status: { S: 'processing' } } });
  });

  it('answers with the item as it is when the service closes', async () => {
    await put('processing');
    const answer = whenComplete(20_000);
    await new Promise((next) => setImmediate(next));
    await dynamo.close();
    expect(await answer).toEqual({ Item: { status: { S: 'processing' } } });
    dynamo = onOwnStore(':memory:', openDynamoDb);
  });

  it.each([
    ['no time', { WaitMilliseconds: undefined }],
    ['a negative time', { WaitMilliseconds: -1 }],
    ['a time that is too long', { WaitMilliseconds: 30_001 }],
    ['a time that is no number', { WaitMilliseconds: '5' }],
    ['a key of another table', { Key: { pk: { S: 'order-1' } } }],
    ['a value that nothing uses', { ExpressionAttributeValues: { ':complete': { S: 'x' }, ':other': { S: 'x' } } }],
    ['no table', { TableName: 'nobody' }],
  ])('rejects %s', async (_, more) => {
    await expect(whenComplete(5, more)).rejects.toMatchObject({ statusCode: 400 });
  });

  it('rejects a request without a condition', async () => {
    const request = { TableName, Key, WaitMilliseconds: 5 };
    await expect(dynamo.call('GetItemWhen', request)).rejects.toThrow('ConditionExpression must be specified');
  });
});
