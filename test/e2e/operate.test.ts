import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { eventTypes, readOrder, stepStatus } from './order-details.ts';
import type { ScenarioTarget } from './scenario-target.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';
import { singleMachineTarget } from './single-machine-target.ts';

const RATE_PLANS = { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' };
const ZUORA = { name: 'zuora', critical: true, options: { ratePlans: RATE_PLANS } };
const TENANT = {
  tenant: 'demo',
  processOrder: [{ name: 'salesforceV3', critical: true }, ZUORA],
  postProcessOrder: [
    { name: 'platformEvents', critical: false, retry: { maxAttempts: 0, intervalSeconds: 1, backoffRate: 1 } },
  ],
};
const WAIT = { prefer: 'wait=20' };
const REASON = { reason: 'Looked at it.' };
const ZUORA_ORDERS = '/v1/orders';
const PLATFORM_EVENTS = '/services/data/v62.0/sobjects/i42as__OrderEvent__e';
const SOON = { timeout: 15_000 };

let system: TestSystem;
let target: ScenarioTarget;
beforeAll(async () => {
  system = await startTestSystem({ tenant: TENANT });
  target = singleMachineTarget(system);
});
afterAll(async () => {
  target.stepFunctions.destroy();
  await system.close();
});
beforeEach(() => target.resetPartners());

async function submit(): Promise<string> {
  return ((await system.api('POST', '/orders', await exampleOrder())).body as OrderView).id;
}

async function effectsOf(partner: string): Promise<string[]> {
  return (await system.effects()).filter((effect) => effect.partner === partner).map(({ kind }) => kind);
}

describe('an order that is cancelled', () => {
  it('stops during a slow step: the call finishes, and the next step does not run', async () => {
    await system.faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: 'slow', delayMs: 5_000, times: 1 });
    const id = await submit();
    await expect.poll(() => stepStatus(system, id, 'zuora'), SOON).toBe('running');

    const { status, body } = await system.api('POST', `/orders/${id}/cancel`, REASON);

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'cancelled' });
    const execution = await target.stepFunctions.send(
      new DescribeExecutionCommand({ executionArn: target.executionArn('default', id, 1) }),
    );
    expect(execution.status).toBe('ABORTED');
    expect(execution.cause).not.toContain(REASON.reason);
    await expect.poll(() => stepStatus(system, id, 'zuora'), SOON).toBe('succeeded');
    expect(await readOrder(system, id)).toMatchObject({ status: 'cancelled' });
    expect(await stepStatus(system, id, 'platformEvents')).toBe('pending');
    expect(await eventTypes(system, id)).toEqual(['order.submitted', 'order.cancelled']);
    expect((await system.api('POST', `/orders/${id}/cancel`, REASON)).status).toBe(409);
    expect((await system.api('POST', `/orders/${id}/resume`, REASON)).status).toBe(409);
  }, 40_000);
});

describe('a step that an operator acts on', () => {
  it('counts as succeeded when an operator completes it, and the next run continues from it', async () => {
    await system.faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: 'decline', times: 1 });
    const id = await submit();
    await waitUntilAtRest(system, id);

    const complete = (subscriptionNumber: string) =>
      system.api('POST', `/orders/${id}/steps/zuora/complete`, { ...REASON, output: { subscriptionNumber } });
    expect((await complete('A-S00000071')).status).toBe(200);
    const done = await complete('A-S00000017');
    expect(done).toMatchObject({ status: 200, body: { status: 'failed', subscriptionReference: 'A-S00000017' } });
    expect((await complete('A-S00000017')).status).toBe(409);

    const { body } = await system.api('POST', `/orders/${id}/resume`, REASON, WAIT);
    expect(body).toMatchObject({ status: 'complete', subscriptionReference: 'A-S00000017' });
    expect((await complete('A-S00000018')).status).toBe(409);
    await expect.poll(() => effectsOf('salesforce'), SOON).toContain('platform-event.published');
    expect(await effectsOf('zuora')).not.toContain('subscription.created');
  }, 40_000);

  it('is retried immediately if its order is degraded by it, and heals the order', async () => {
    await system.faults({ partner: 'salesforce', path: PLATFORM_EVENTS, fault: '500', times: 1 });
    const id = await submit();
    await expect.poll(async () => (await readOrder(system, id)).degraded, SOON).toEqual(['platformEvents']);

    expect((await system.api('POST', `/orders/${id}/steps/platformEvents/retry`, REASON)).status).toBe(202);

    await expect.poll(async () => (await readOrder(system, id)).degraded, SOON).toEqual([]);
    expect(await effectsOf('salesforce')).toContain('platform-event.published');
    expect(await eventTypes(system, id)).toEqual(expect.arrayContaining(['order.degraded', 'order.healed']));
  }, 40_000);
});

describe('an order of a tenant that compensates', () => {
  it('is undone when it is cancelled: its subscription ends, and a second callback is rejected', async () => {
    const approval = { id: 'approval', name: 'platformEvents', critical: true, waitFor: 'callback' };
    const tenant = { tenant: 'undoing', onCriticalFailure: 'compensate', processOrder: [ZUORA, approval] };
    const own = await startTestSystem({ tenant });
    try {
      const { body } = await own.api('POST', '/orders', await exampleOrder());
      const { id } = body as OrderView;
      const statuses = async () =>
        ((await own.api('GET', `/orders/${id}`)).body as OrderView).steps.map((step) => step.status);
      await expect.poll(statuses, SOON).toEqual(['succeeded', 'waiting']);

      expect((await own.api('POST', `/orders/${id}/cancel`, REASON)).status).toBe(200);

      await expect.poll(statuses, SOON).toEqual(['undone', 'waiting']);
      const kinds = (await own.effects()).filter(({ partner }) => partner === 'zuora').map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual([
        'account.created',
        'credit-memo.created',
        'payment.collected',
        'refund.created',
        'subscription.cancelled',
        'subscription.created',
      ]);
      const callback = `/orders/${id}/steps/approval/callback`;
      expect((await own.api('POST', callback, { output: {} })).status).toBe(200);
      expect((await own.api('POST', callback, { output: {} })).status).toBe(409);
      expect((await own.api('GET', `/orders/${id}`)).body).toMatchObject({ status: 'cancelled' });
    } finally {
      await own.close();
    }
  }, 40_000);
});
