import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  type AttributeValue,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ORDER_TABLE } from '../../../blueprint/table.ts';
import { onOwnStore } from '../../../contract/own-store.ts';
import { createAwsEndpoint } from '../../../embedded/aws/aws-endpoint.ts';
import { createAwsDispatch } from '../../../embedded/aws/dispatch.ts';
import { type DynamoDb, openDynamoDb } from '../../../embedded/dynamodb/dynamodb.ts';

const TableName = 'orders';
let folder: string;
let path: string;
let dynamo: DynamoDb;
let server: Server;
let client: DynamoDBClient;
let port: number;

async function start(): Promise<void> {
  dynamo = onOwnStore(path, openDynamoDb);
  await dynamo.ensureTable(TableName, ORDER_TABLE);
  server = createAwsEndpoint(createAwsDispatch([dynamo])).listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

async function stop(): Promise<void> {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await dynamo.close();
}

const key = (n: number | string) => ({ pk: { S: `order-${n}` }, sk: { S: 'order' } });
const item = (n: number) => ({
  ...key(n),
  statusShard: { S: 'submitted' },
  createdAt: { S: String(n).padStart(4, '0') },
});
const put = (n: number) => client.send(new PutItemCommand({ TableName, Item: item(n) }));
const bySubmitted = () =>
  client.send(
    new QueryCommand({
      TableName,
      IndexName: 'by-status',
      KeyConditionExpression: 'statusShard = :shard',
      ExpressionAttributeValues: { ':shard': { S: 'submitted' } },
    }),
  );

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dynamodb-'));
  path = join(folder, 'dynamodb.sqlite');
  await start();
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

describe('openDynamoDb', () => {
  it('creates the table of the blueprint with its indexes', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName, Projection }) => [IndexName, Projection])).toEqual([
      ...ORDER_TABLE.indexes.map(({ name }) => [name, { ProjectionType: 'KEYS_ONLY' }]),
    ]);
  });

  it.each([
    ['REMOVE l[1], l[2][0]', { l: [['a'], ['d']] }],
    ['REMOVE l[0], l[1][0] SET l[2] = :end', { l: [[], 'end'] }],
    ['DELETE l[0] :set SET l[1] = :end', { l: ['end', ['c', 'd']] }, [{ SS: ['a'] }]],
  ])('counts the indexes of "%s" in the list before the update', async (UpdateExpression, expected, first = []) => {
    const texts = (...all: string[]) => ({ L: all.map((text) => ({ S: text })) });
    const before =
      first.length > 0 ? [...first, texts('b'), texts('c', 'd')] : [texts('a'), texts('b'), texts('c', 'd')];
    await client.send(new PutItemCommand({ TableName, Item: { ...key(1), l: { L: before } } }));
    const values = { ':set': { SS: ['a'] }, ':end': { S: 'end' } };
    const used = Object.entries(values).filter(([name]) => UpdateExpression.includes(name));
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key(1),
        UpdateExpression,
        ReturnValues: 'ALL_NEW',
        ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
      }),
    );
    const plain = (value: AttributeValue): unknown => value.L?.map(plain) ?? value.S;
    expect({ l: plain(Attributes?.l ?? { NULL: true }) }).toEqual(expected);
  });

  it('keeps a table and its items when it is opened again', async () => {
    await put(1);
    await stop();
    await start();
    expect((await client.send(new GetItemCommand({ TableName, Key: key(1) }))).Item).toEqual(item(1));
  });

  it('adds an index that an earlier version lacked, with the items that have its keys', async () => {
    await put(1);
    await client.send(
      new PutItemCommand({ TableName, Item: { ...key(2), owner: { S: 'o-1' }, createdAt: { S: '2' } } }),
    );
    const byOwner = { name: 'by-owner', partitionKey: 'owner', sortKey: 'createdAt' };
    const spec = { ...ORDER_TABLE, indexes: [...ORDER_TABLE.indexes, byOwner] };
    const ofOwner = async () => {
      const query = { KeyConditionExpression: '#owner = :owner', ExpressionAttributeNames: { '#owner': 'owner' } };
      const values = { ExpressionAttributeValues: { ':owner': { S: 'o-1' } } };
      const { Items = [] } = await client.send(
        new QueryCommand({ TableName, IndexName: 'by-owner', ...query, ...values }),
      );
      return Items.map(({ pk }) => pk?.S);
    };
    await dynamo.ensureTable(TableName, spec);
    await dynamo.ensureTable(TableName, spec);
    expect(await ofOwner()).toEqual(['order-2']);
    await stop();
    await start();
    await client.send(
      new PutItemCommand({ TableName, Item: { ...key(3), owner: { S: 'o-1' }, createdAt: { S: '3' } } }),
    );
    expect(await ofOwner()).toEqual(['order-2', 'order-3']);
  });

  it('rejects a table with other keys, and an index with other keys', async () => {
    const [{ name } = { name: '' }, ...others] = ORDER_TABLE.indexes;
    const indexes = [{ name, partitionKey: 'owner', sortKey: 'createdAt' }, ...others];
    await expect(dynamo.ensureTable(TableName, { ...ORDER_TABLE, indexes })).rejects.toThrow(
      /it has index \{.*by-status/,
    );
    await expect(dynamo.ensureTable(TableName, { ...ORDER_TABLE, partitionKey: 'id' })).rejects.toThrow(
      /it has keys \[/,
    );
  });

  it.each([
    [{ IndexName: 'by-status', KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }] }, /Duplicate index name/],
    [{ IndexName: 'by-owner', KeySchema: [{ AttributeName: 'unknown', KeyType: 'HASH' }] }, /not defined/],
  ])('refuses to add an index that cannot be (%j)', async (index, message) => {
    const Create = { ...index, Projection: { ProjectionType: 'KEYS_ONLY' } };
    const input = {
      TableName,
      AttributeDefinitions: [{ AttributeName: 'owner', AttributeType: 'S' }],
      GlobalSecondaryIndexUpdates: [{ Create }],
    };
    await expect(dynamo.call('UpdateTable', input)).rejects.toThrow(message);
    await expect(dynamo.call('UpdateTable', { ...input, GlobalSecondaryIndexUpdates: [] })).rejects.toThrow(
      /GlobalSecondaryIndexUpdates/,
    );
  });

  it('loses no parallel update of one item', async () => {
    const add = new UpdateItemCommand({
      TableName,
      Key: key('counter'),
      UpdateExpression: 'ADD hits :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await Promise.all(Array.from({ length: 100 }, () => client.send(add)));
    const { Item } = await client.send(new GetItemCommand({ TableName, Key: key('counter') }));
    expect(Item?.hits).toEqual({ N: '100' });
  });

  it('lets exactly one of many conditional puts win', async () => {
    const claim = new PutItemCommand({ TableName, Item: item(1), ConditionExpression: 'attribute_not_exists(pk)' });
    const settled = await Promise.allSettled(Array.from({ length: 50 }, () => client.send(claim)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const rejected = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason.name] : []));
    expect(new Set(rejected)).toEqual(new Set(['ConditionalCheckFailedException']));
  });

  it('finds items that were put in parallel by an index, in order', async () => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => put(n)));
    const { Items = [] } = await bySubmitted();
    expect(Items.map(({ createdAt }) => createdAt)).toEqual(Array.from({ length: 60 }, (_, n) => item(n).createdAt));
  });

  it('continues after a client disconnects in the middle of a request', async () => {
    const socket = connect(port, '127.0.0.1');
    const target = 'DynamoDB_20120810.PutItem';
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: ${target}\r\ncontent-length: 1000\r\n\r\n{"Tab`);
    await once(server, 'request');
    socket.destroy();
    await once(socket, 'close');
    await put(1);
    expect((await bySubmitted()).Items).toHaveLength(1);
  });

  it('appends the element of a list whose index is past the end', async () => {
    await client.send(new PutItemCommand({ TableName, Item: { ...item(1), list: { L: [{ S: 'first' }] } } }));

    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName,
        Key: key(1),
        UpdateExpression: 'SET #list[5] = :last',
        ExpressionAttributeNames: { '#list': 'list' },
        ExpressionAttributeValues: { ':last': { S: 'last' } },
        ReturnValues: 'ALL_NEW',
      }),
    );

    expect(Attributes?.list).toEqual({ L: [{ S: 'first' }, { S: 'last' }] });
  });

  it('returns errors as DynamoDB does', async () => {
    await expect(client.send(new GetItemCommand({ TableName: 'nobody', Key: key(1) }))).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });

  it.each(['constructor', '__proto__', 'toString'])('ignores the unknown parameter %s', async (name) => {
    await put(1);
    const reply = await fetch(`http://127.0.0.1:${port}`, {
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' },
      body: `{"TableName":"${TableName}","Key":${JSON.stringify(key(1))},"${name}":"x"}`,
    });
    expect([reply.status, await reply.json()]).toMatchObject([200, { Item: key(1) }]);
  });

  it('rejects requests once it is closing', async () => {
    await dynamo.close();
    const request = { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.GetItem' }, body: '{}' };
    const response = await fetch(`http://127.0.0.1:${port}`, request);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ __type: 'ServiceUnavailable' });
    dynamo = onOwnStore(path, openDynamoDb);
  });

  it('keeps every acknowledged write when the process is killed', async () => {
    await stop();
    const writer = spawn(process.execPath, [fileURLToPath(new URL('./writer.ts', import.meta.url)), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = -1;
    for await (const line of createInterface({ input: writer.stdout })) {
      acknowledged = Number(line);
      if (acknowledged === 50) writer.kill('SIGKILL');
    }
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    await start();
    const { Items = [] } = await bySubmitted();
    const found = new Set(Items.map(({ pk }) => pk?.S));
    const lost = Array.from({ length: acknowledged + 1 }, (_, n) => `order-${n}`).filter((pk) => !found.has(pk));
    expect(lost).toEqual([]);
  });
});
