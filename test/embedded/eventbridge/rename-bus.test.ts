import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type EventBridge, openEventBridge } from '../../../embedded/eventbridge/event-bridge.ts';

let directory: string;
let eventBridge: EventBridge;
let invoked: unknown[];
const TARGET = { Id: 'fn', Arn: 'arn:aws:lambda:eu-west-1:000000000000:function:acme-fn' };

function open(): EventBridge {
  return openEventBridge({
    file: join(directory, 'events.sqlite'),
    region: 'eu-west-1',
    accountId: '000000000000',
    invokeLambda: async (_arn, payload) => {
      invoked.push(payload);
      return { ok: true, payload: null, requestId: 'request' };
    },
    startExecution: () => Promise.reject(new Error('No rule starts an execution.')),
  });
}

async function addRule(bus: string, name: string): Promise<void> {
  eventBridge.ensureBus(bus);
  await eventBridge.call('PutRule', { Name: name, EventBusName: bus, EventPattern: '{"source":["orders"]}' });
  await eventBridge.call('PutTargets', { Rule: name, EventBusName: bus, Targets: [TARGET] });
}

function publish(bus: string, orderId: string): void {
  const Detail = JSON.stringify({ orderId });
  eventBridge.putEvents([{ Source: 'orders', DetailType: 'order.submitted', Detail, EventBusName: bus }]);
}

async function reopen(): Promise<void> {
  await eventBridge.close();
  eventBridge = open();
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bus-'));
  invoked = [];
  eventBridge = open();
});
afterEach(async () => {
  await eventBridge.close();
  rmSync(directory, { recursive: true });
});

it('moves rules, events and pending deliveries', async () => {
  await addRule('old', 'crm');
  publish('old', 'pending');
  await reopen();
  eventBridge.renameBus('old', 'new');
  expect(await eventBridge.call('ListEventBuses', {})).toMatchObject({
    EventBuses: [{ Name: 'default' }, { Name: 'new' }],
  });
  eventBridge.start();
  publish('new', 'later');
  await expect
    .poll(() => invoked)
    .toMatchObject([{ detail: { orderId: 'pending' } }, { detail: { orderId: 'later' } }]);
  expect(eventBridge.events().map(({ bus, detail }) => [bus, detail.orderId])).toEqual([
    ['new', 'pending'],
    ['new', 'later'],
  ]);
});

it('merges into an existing bus, which keeps its own rules', async () => {
  await addRule('old', 'crm');
  await addRule('old', 'both');
  await addRule('new', 'both');
  await eventBridge.call('DisableRule', { Name: 'both', EventBusName: 'new' });
  await reopen();
  eventBridge.renameBus('old', 'new');
  expect(await eventBridge.call('ListRules', { EventBusName: 'new' })).toMatchObject({
    Rules: [
      { Name: 'both', State: 'DISABLED' },
      { Name: 'crm', State: 'ENABLED' },
    ],
  });
});

it('does nothing when there is no such bus', async () => {
  await addRule('new', 'crm');
  await reopen();
  eventBridge.renameBus('old', 'new');
  eventBridge.renameBus('old', 'other');
  expect(await eventBridge.call('ListEventBuses', {})).toMatchObject({
    EventBuses: [{ Name: 'default' }, { Name: 'new' }],
  });
});
