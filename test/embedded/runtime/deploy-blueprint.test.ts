import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tenantReferences } from '../../../blueprint/references.ts';
import type { RuleSpec } from '../../../blueprint/rules.ts';
import { onOwnStore } from '../../../contract/own-store.ts';
import { type EventBridge, openEventBridge } from '../../../embedded/eventbridge/event-bridge.ts';
import { deployRules } from '../../../embedded/runtime/deploy-blueprint.ts';
import { LOCAL } from '../../../embedded/runtime/local.ts';
import { TARGET } from '../../helpers/target-references.ts';

const references = tenantReferences({ tenant: 'acme', aws: {} }, LOCAL, TARGET);

let directory: string;
let eventBridge: EventBridge;
let started: { readonly stateMachineArn: string; readonly input: string }[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rules-'));
  started = [];
  eventBridge = onOwnStore(join(directory, 'events.sqlite'), (store) =>
    openEventBridge({
      store,
      region: 'eu-west-1',
      accountId: '000000000000',
      invokeLambda: () => Promise.reject(new Error('No rule has a function.')),
      startExecution: async (input) => void started.push(input),
    }),
  );
  eventBridge.ensureBus(references.bus);
  eventBridge.start();
});
afterEach(async () => {
  await eventBridge.close();
  rmSync(directory, { recursive: true });
});

function rule(id: string, type: string): RuleSpec {
  return {
    id,
    bus: 'tenant',
    pattern: { 'detail-type': [type] },
    target: { stateMachine: 'delivery', input: { webhook: id, order: { path: '$.detail.orderId' }, round: 1 } },
  };
}

const deploy = (...rules: RuleSpec[]) => deployRules({ tenant: 'acme', rules }, references, eventBridge);

function publish(type: string): void {
  const entry = {
    Source: 'orders.acme',
    DetailType: type,
    Detail: '{"orderId":"order-1"}',
    EventBusName: references.bus,
  };
  eventBridge.putEvents([entry]);
}

async function rulesOnBus(): Promise<string[]> {
  const { Rules } = (await eventBridge.call('ListRules', { EventBusName: references.bus })) as {
    Rules: { Name: string }[];
  };
  return Rules.map(({ Name }) => Name);
}

it('starts the state machine of a rule with the input of the blueprint', async () => {
  await deploy(rule('crm', 'order.submitted'), rule('other', 'order.failed'));
  publish('order.submitted');
  publish('order.completed');
  await expect.poll(() => started).toHaveLength(1);
  expect(started[0]?.stateMachineArn).toBe(`${references.stateMachinePrefix}delivery`);
  expect(JSON.parse(started[0]?.input ?? '')).toEqual({ webhook: 'crm', order: 'order-1', round: 1 });
});

it('can be repeated, updates changed rules, and removes old ones', async () => {
  await deploy(rule('crm', 'order.submitted'), rule('old', 'order.submitted'));
  await deploy(rule('crm', 'order.submitted'), rule('old', 'order.submitted'));
  expect(await rulesOnBus()).toEqual(['crm', 'old']);
  await deploy(rule('crm', 'order.failed'));
  expect(await rulesOnBus()).toEqual(['crm']);
  publish('order.submitted');
  publish('order.failed');
  await expect.poll(() => started).toHaveLength(1);
  expect(JSON.parse(started[0]?.input ?? '')).toMatchObject({ webhook: 'crm' });
});

it('keeps rules that others created', async () => {
  await eventBridge.call('PutRule', { Name: 'mine', EventBusName: references.bus, EventPattern: '{"source":["x"]}' });
  await deploy();
  expect(await rulesOnBus()).toEqual(['mine']);
});
