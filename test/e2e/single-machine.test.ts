import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MEASURED, priceOf } from '../../blueprint/price.ts';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { configRecorded } from '../helpers/config-recorded.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { asOnAws, itemSize } from './item-size.ts';
import { runRejections } from './rejections.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, runScenarios, waitUntilAtRest } from './scenarios.ts';
import { singleMachineTarget } from './single-machine-target.ts';

let system: TestSystem;
let target: ScenarioTarget;
const requests: string[] = [];

beforeAll(async () => {
  system = await startTestSystem({ tenant: SCENARIO_TENANT, onRequest: (operation) => requests.push(operation) });
  target = singleMachineTarget(system);
  // Its requests are not among those that are counted for an order.
  await configRecorded(system);
});
afterAll(async () => {
  target.stepFunctions.destroy();
  await system.close();
});

runScenarios(() => target);

describe('the bus', () => {
  it('carries order.submitted and order.failed of a declined order, with stable ids', async () => {
    await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
    const { body } = await system.api('POST', '/orders', await exampleOrder(), { prefer: 'wait=20' });
    const { id } = (body as { order: OrderView }).order;

    // The caller is answered as soon as the order has failed, and its events are published after that.
    const published = () => system.runtime.events().filter((event) => event.detail.orderId === id);
    await expect
      .poll(() => published().map((event) => [event['detail-type'], event.detail.id]))
      .toEqual([
        ['order.submitted', `${id}#1`],
        ['order.error', `${id}#2`],
        ['order.failed', `${id}#3`],
      ]);
  });
});

// Before the sweeper runs for the first time, a minute after the start, and reads the table, too.
describe('one order of three plugins', () => {
  let id: string;
  beforeAll(async () => {
    requests.length = 0;
    const { body } = await system.api('POST', '/orders', await exampleOrder());
    ({ id } = body as OrderView);
    expect(await waitUntilAtRest(system, id)).toMatchObject({ status: 'complete' });
    const published = () => requests.filter((operation) => operation === 'AWSEvents.PutEvents');
    await vi.waitFor(() => expect(published()).toHaveLength(2), 20_000);
  });

  it('costs one read and two writes per step, one write at the start, one at the end, one put, and one call per event', () => {
    const count = (operation: string) => requests.filter((request) => request.endsWith(`.${operation}`)).length;
    const searchTerms = ['reference', 'external_id', 'email'];
    expect({
      put: count('PutItem'),
      start: count('StartExecution'),
      publish: count('PutEvents'),
      reads: count('GetItem'),
      // On AWS, all of them are UpdateItem.
      writes: count('UpdateItem') + count('UpdateItemDeferred'),
    }).toEqual({ put: 1 + searchTerms.length, start: 1, publish: 2, reads: 3, writes: 3 * 2 + 1 + 1 });
  });

  it('is stored in items no larger than the price assumes', async () => {
    const client = new DynamoDBClient({
      endpoint: system.runtime.awsUrl,
      region: 'eu-west-1',
      credentials: system.runtime.awsAccessKey,
    });
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: 'demo-orders',
        KeyConditionExpression: 'pk = :id',
        ExpressionAttributeValues: { ':id': { S: id } },
      }),
    );
    client.destroy();
    const units = (sk: string) => Math.ceil(itemSize(asOnAws(Items.find((item) => item.sk?.S === sk) ?? {})) / 1024);
    const steps = ['salesforceV3', 'zuora', 'platformEvents'].map((step) => units(`step#${step}`));
    expect(Math.min(units('order'), ...steps)).toBeGreaterThan(0);
    expect(units('order')).toBeLessThanOrEqual(MEASURED.orderItemUnits);
    expect(Math.max(...steps)).toBeLessThanOrEqual(MEASURED.stepItemUnits);
  });

  it('costs under $130 per million, with the transitions of its execution', async () => {
    const config = await system.api('GET', '/config');
    const [sequence] = (config.body as { sequences: Parameters<typeof priceOf>[0][] }).sequences;
    if (sequence === undefined) throw new TypeError('Expected a sequence.');
    const price = priceOf(sequence);
    expect(price.lines.find((entry) => entry.what.startsWith('Step Functions'))?.quantity).toBe(4);
    expect(price.perMillion).toBeLessThan(130);
  });
});

runRejections(() => system);
