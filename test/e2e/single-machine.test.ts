import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView } from '../../core/order/order-view.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { SCENARIO_TENANT, type ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, playScenarios } from './scenarios.ts';
import { singleMachineTarget } from './single-machine-target.ts';

let system: TestSystem;
let target: ScenarioTarget;
const requests: string[] = [];

beforeAll(async () => {
  system = await startTestSystem({ tenant: SCENARIO_TENANT, onRequest: (operation) => requests.push(operation) });
  target = singleMachineTarget(system);
});
afterAll(async () => {
  target.stepFunctions.destroy();
  await system.close();
});

playScenarios(() => target);

describe('the bus', () => {
  it('carries order.submitted and order.failed of a declined order, with stable ids', async () => {
    await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 });
    const { body } = await system.api('POST', '/orders', await exampleOrder(), { prefer: 'wait=20' });
    const { id } = (body as { order: OrderView }).order;

    const published = system.runtime.events().filter((event) => event.detail.orderId === id);

    expect(published.map((event) => [event['detail-type'], event.detail.id])).toEqual([
      ['order.submitted', `${id}#1`],
      ['order.error', `${id}#2`],
      ['order.failed', `${id}#3`],
    ]);
  });
});

describe('the calls of one order', () => {
  it('are one read and two writes a step, one write to begin, one to end, one put, and one call to publish each event', async () => {
    requests.length = 0;
    const { body } = await system.api('POST', '/orders', await exampleOrder());
    await expect
      .poll(async () => (await system.api('GET', `/orders/${(body as OrderView).id}`)).body)
      .toMatchObject({ status: 'complete' });
    await expect.poll(() => requests.filter((operation) => operation === 'AWSEvents.PutEvents')).toHaveLength(2);

    const count = (operation: string) => requests.filter((request) => request.endsWith(`.${operation}`)).length;
    expect({
      put: count('PutItem'),
      start: count('StartExecution'),
      publish: count('PutEvents'),
      reads: count('GetItem'),
      writes: count('UpdateItem'),
    }).toEqual({ put: 1, start: 1, publish: 2, reads: 3, writes: 3 * 2 + 1 + 1 });
  });
});
