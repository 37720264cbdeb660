import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView } from '../../core/order/order-view.ts';
import { MEASURED, priceOf } from '../../core/price/price-of.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { SCENARIO_TENANT } from './scenario-target.ts';
import { exampleOrder } from './scenarios.ts';

let system: TestSystem;
const requests: string[] = [];

beforeAll(async () => {
  system = await startTestSystem({ tenant: SCENARIO_TENANT, onRequest: (operation) => requests.push(operation) });
});
afterAll(() => system.close());

it('prices an order of three plugins under $125 per million, from calls that were counted and items that were measured', async () => {
  const { body } = await system.api('POST', '/orders', await exampleOrder());
  const { id } = body as OrderView;
  await expect
    .poll(async () => (await system.api('GET', `/orders/${id}`)).body, { timeout: 20_000 })
    .toMatchObject({ status: 'complete' });
  await expect.poll(() => requests.filter((operation) => operation === 'AWSEvents.PutEvents')).toHaveLength(2);
  const count = (operation: string) => requests.filter((request) => request.endsWith(`.${operation}`)).length;
  expect({ put: count('PutItem'), update: count('UpdateItem'), get: count('GetItem') }).toEqual({
    put: 1,
    update: 8,
    get: 3,
  });

  const client = new DynamoDBClient({
    endpoint: system.runtime.awsUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: 'demo-orders',
      KeyConditionExpression: 'pk = :id',
      ExpressionAttributeValues: { ':id': { S: id } },
    }),
  );
  const units = (sk: string) => Math.ceil(sizeOf(Items.find((item) => item.sk?.S === sk) ?? {}) / 1024);
  expect(units('order')).toBeLessThanOrEqual(MEASURED.orderItemUnits);
  for (const step of ['salesforceV3', 'zuora', 'platformEvents']) {
    expect(units(`step#${step}`)).toBeLessThanOrEqual(MEASURED.stepItemUnits);
  }
  client.destroy();

  const config = await system.api('GET', '/config');
  const [sequence] = (config.body as { sequences: Parameters<typeof priceOf>[0][] }).sequences;
  expect(sequence).toBeDefined();
  const price = priceOf(sequence as Parameters<typeof priceOf>[0]);
  expect(price.lines.find((entry) => entry.what.startsWith('Step Functions'))?.quantity).toBe(4);
  expect(price.perMillion).toBeLessThan(125);
});

type Attribute = Readonly<Record<string, unknown>>;

/** The size of an item as DynamoDB counts it: names and values, 1 byte for each value of a list or map and 3 for the container. */
function sizeOf(item: Attribute): number {
  return Object.entries(item).reduce(
    (total, [name, value]) => total + Buffer.byteLength(name) + valueSize(value as Attribute),
    0,
  );
}

function valueSize(value: Attribute): number {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  if (type === 'S') return Buffer.byteLength(String(content));
  if (type === 'B') return (content as Uint8Array).byteLength;
  if (type === 'N') return Math.ceil(String(content).length / 2) + 1;
  if (type === 'L') return (content as Attribute[]).reduce((total, entry) => total + 1 + valueSize(entry), 3);
  if (type === 'M')
    return (
      3 +
      Object.entries(content as Attribute).reduce(
        (total, [name, entry]) => total + 1 + Buffer.byteLength(name) + valueSize(entry as Attribute),
        0,
      )
    );
  return 1;
}
