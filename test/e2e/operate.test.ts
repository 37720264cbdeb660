import { DescribeExecutionCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { executionNameOf } from '../../core/order/order-ids.ts';
import type { OrderView } from '../../core/order/order-view.ts';
import type { ProcessEvent } from '../../core/order/process-events.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { exampleOrder, settled } from './scenarios.ts';

const RATE_PLANS = { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' };
const TENANT = {
  tenant: 'demo',
  processOrder: [
    { name: 'salesforceV3', critical: true },
    // An attempt that is put off for a minute: long enough to do something meanwhile.
    {
      name: 'zuora',
      critical: true,
      options: { ratePlans: RATE_PLANS },
      retry: { maxAttempts: 1, intervalSeconds: 60, backoffRate: 1 },
    },
  ],
  postProcessOrder: [
    { name: 'platformEvents', critical: false, retry: { maxAttempts: 0, intervalSeconds: 1, backoffRate: 1 } },
  ],
};
const WAIT = { prefer: 'wait=20' };
const REASON = { reason: 'Looked at it.' };
const ZUORA_ORDERS = '/v1/orders';

let system: TestSystem;
let stepFunctions: SFNClient;
beforeAll(async () => {
  system = await startTestSystem({ tenant: TENANT });
  stepFunctions = new SFNClient({
    endpoint: system.runtime.awsUrl,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});
afterAll(async () => {
  stepFunctions.destroy();
  await system.close();
});
beforeEach(async () => {
  await fetch(`${system.sandbox.url}/__reset`, { method: 'POST' });
});

const executionArn = (id: string, run: number) =>
  `arn:aws:states:eu-west-1:000000000000:execution:demo-default:${executionNameOf(id, run)}`;

async function submit(changes: object = {}): Promise<string> {
  const { body } = await system.api('POST', '/orders', { ...(await exampleOrder()), ...changes });
  return (body as OrderView).id;
}

async function order(id: string): Promise<OrderView> {
  return (await system.api('GET', `/orders/${id}`)).body as OrderView;
}

async function stepStatus(id: string, step: string): Promise<string | undefined> {
  return (await order(id)).steps.find((candidate) => candidate.id === step)?.status;
}

async function effectsOf(partner: string): Promise<string[]> {
  return (await system.effects()).filter((effect) => effect.partner === partner).map(({ kind }) => kind);
}

async function eventTypes(id: string): Promise<string[]> {
  const { body } = await system.api('GET', `/orders/${id}/events`);
  return (body as { items: { type: string }[] }).items.map(({ type }) => type);
}

/** An order whose call of Zuora is put off, so that its run waits for the next attempt. */
async function waitingForZuora(): Promise<string> {
  await system.faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: '503', times: 1 });
  const id = await submit();
  await expect.poll(() => stepStatus(id, 'zuora'), { timeout: 15_000 }).toBe('transient');
  return id;
}

describe('an order that failed for a bad address', () => {
  it('completes when it is resumed with the right one, and the steps before it do not run again', async () => {
    const { customerDetails, billingDetails } = (await exampleOrder()) as Record<string, Record<string, unknown>>;
    const nameless = {
      customerDetails: { ...customerDetails, firstName: undefined },
      billingDetails: { ...billingDetails, firstName: undefined },
    };
    const id = await submit(nameless);
    expect(await settled(system, id)).toMatchObject({ status: 'failed', failure: { step: 'zuora' } });

    const patch = { billingDetails: { firstName: 'Ada' } };
    const { status, body } = await system.api('POST', `/orders/${id}/resume`, { ...REASON, patch }, WAIT);

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'complete', run: 2, failure: null });
    expect(await effectsOf('salesforce')).toEqual(expect.arrayContaining(['account.created', 'contact.created']));
    expect((await effectsOf('salesforce')).filter((kind) => kind !== 'platform-event.published')).toHaveLength(2);
    expect((await effectsOf('zuora')).toSorted()).toEqual(['account.created', 'subscription.created']);
    expect(await eventTypes(id)).toEqual([
      'order.submitted',
      'order.error',
      'order.failed',
      'order.resumed',
      'order.completed',
    ]);
    expect((await system.api('POST', `/orders/${id}/resume`, REASON)).status).toBe(409);
    const events = (await system.api('GET', `/orders/${id}/process-events`)).body as { items: ProcessEvent[] };
    expect(events.items.map(({ operations }) => operations.map(({ action }) => action))).toEqual([[], ['resume']]);
  }, 40_000);
});

describe('an execution that somebody aborts in Step Functions', () => {
  it('fails its order at once, which can then be resumed', async () => {
    const id = await waitingForZuora();
    await stepFunctions.send(new StopExecutionCommand({ executionArn: executionArn(id, 1), cause: 'By hand.' }));

    expect(await settled(system, id)).toMatchObject({ status: 'failed', failure: { step: 'zuora' } });
    expect(await eventTypes(id)).toEqual(['order.submitted', 'order.error', 'order.failed']);

    const { status, body } = await system.api('POST', `/orders/${id}/resume`, REASON, WAIT);
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'complete', run: 2 });
    expect((await effectsOf('zuora')).toSorted()).toEqual(['account.created', 'subscription.created']);
  }, 40_000);
});

describe('an order that is cancelled', () => {
  it('while a step is slow, stops: the partner that was called finishes, and nobody calls the next one', async () => {
    await system.faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: 'slow', delayMs: 1_000, times: 1 });
    const id = await submit();
    await expect.poll(() => stepStatus(id, 'zuora'), { timeout: 15_000 }).toBe('running');

    const { status, body } = await system.api('POST', `/orders/${id}/cancel`, REASON);

    expect(status).toBe(200);
    expect(body).toMatchObject({ status: 'cancelled' });
    const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: executionArn(id, 1) }));
    expect(execution).toMatchObject({ status: 'ABORTED', cause: REASON.reason });
    await expect.poll(() => stepStatus(id, 'zuora'), { timeout: 15_000 }).toBe('succeeded');
    expect(await order(id)).toMatchObject({ status: 'cancelled' });
    expect(await stepStatus(id, 'platformEvents')).toBe('pending');
    expect(await eventTypes(id)).toEqual(['order.submitted', 'order.cancelled']);
    expect((await system.api('POST', `/orders/${id}/cancel`, REASON)).status).toBe(409);
    expect((await system.api('POST', `/orders/${id}/resume`, REASON)).status).toBe(409);
  }, 40_000);
});

describe('a step that an operator decides', () => {
  it('counts as done when it is completed by hand, and the next run goes on from it', async () => {
    await system.faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: 'decline', times: 1 });
    const id = await submit();
    await settled(system, id);

    const output = { subscriptionNumber: 'A-S00000017' };
    const done = await system.api('POST', `/orders/${id}/steps/zuora/complete`, { ...REASON, output });
    expect(done).toMatchObject({ status: 200, body: { status: 'failed', subscriptionReference: 'A-S00000017' } });
    expect((await system.api('POST', `/orders/${id}/steps/zuora/complete`, REASON)).status).toBe(409);

    const { body } = await system.api('POST', `/orders/${id}/resume`, REASON, WAIT);
    expect(body).toMatchObject({ status: 'complete', subscriptionReference: 'A-S00000017' });
    expect(await effectsOf('zuora')).not.toContain('subscription.created');
  }, 40_000);

  it('is tried again at once when its order went on without it, and heals the order', async () => {
    await system.faults({ partner: 'zuora', path: ZUORA_ORDERS, fault: 'slow', delayMs: 300, times: 1 });
    const id = await submit();
    await expect.poll(() => stepStatus(id, 'zuora'), { timeout: 15_000 }).toBe('running');
    await system.faults({ partner: 'salesforce', fault: '500', times: 1 });
    await expect.poll(async () => (await order(id)).degraded, { timeout: 15_000 }).toEqual(['platformEvents']);

    expect((await system.api('POST', `/orders/${id}/steps/platformEvents/retry`, REASON)).status).toBe(202);

    await expect.poll(async () => (await order(id)).degraded, { timeout: 15_000 }).toEqual([]);
    expect(await effectsOf('salesforce')).toContain('platform-event.published');
    expect(await eventTypes(id)).toEqual(expect.arrayContaining(['order.degraded', 'order.healed']));
  }, 40_000);

  it('needs the scope of operators, but for the answer to a step that waits', async () => {
    const authorization = `Bearer ${await system.token(['orders:write'])}`;
    const path = `/orders/order-${'0'.repeat(32)}`;
    const status = async (route: string) =>
      (await system.api('POST', `${path}${route}`, { ...REASON, output: {} }, { authorization })).status;
    expect(await Promise.all(['/resume', '/cancel', '/steps/zuora/skip'].map(status))).toEqual([403, 403, 403]);
    expect((await system.api('POST', `${path}/steps/zuora/callback`, { output: {} }, { authorization })).status).toBe(
      404,
    );
  });
});

describe('an order of a tenant that compensates', () => {
  it('is undone when it is cancelled: its subscription ends, and a second answer to the step that waited is refused', async () => {
    const [, zuora] = TENANT.processOrder;
    const approval = { id: 'approval', name: 'platformEvents', critical: true, waitFor: 'callback' };
    const tenant = { tenant: 'undoing', onCriticalFailure: 'compensate', processOrder: [zuora, approval] };
    const own = await startTestSystem({ tenant });
    try {
      const { body } = await own.api('POST', '/orders', await exampleOrder());
      const { id } = body as OrderView;
      const statuses = async () =>
        ((await own.api('GET', `/orders/${id}`)).body as OrderView).steps.map((step) => step.status);
      await expect.poll(statuses, { timeout: 15_000 }).toEqual(['succeeded', 'waiting']);

      expect((await own.api('POST', `/orders/${id}/cancel`, REASON)).status).toBe(200);

      await expect.poll(statuses, { timeout: 15_000 }).toEqual(['undone', 'waiting']);
      const kinds = (await own.effects()).filter(({ partner }) => partner === 'zuora').map(({ kind }) => kind);
      expect(kinds.toSorted()).toEqual(['account.created', 'subscription.cancelled', 'subscription.created']);
      const callback = `/orders/${id}/steps/approval/callback`;
      expect((await own.api('POST', callback, { output: {} })).status).toBe(200);
      expect((await own.api('POST', callback, { output: {} })).status).toBe(409);
      expect((await own.api('GET', `/orders/${id}`)).body).toMatchObject({ status: 'cancelled' });
    } finally {
      await own.close();
    }
  }, 40_000);
});
