import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView } from '../../core/order/order-view.ts';
import type { ProcessEvent } from '../../core/order/process-events.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { exampleOrder, settled } from './scenarios.ts';

const RATE_PLANS = { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' };
const ONCE = { maxAttempts: 0, intervalSeconds: 1, backoffRate: 1 };

/** A second publication that the order waits for: the other system answers by the API. */
const waiting = (timeoutSeconds: number) => ({
  id: 'approval',
  name: 'platformEvents',
  critical: true,
  timeoutSeconds: 10,
  waitFor: 'callback',
  callback: { timeoutSeconds },
});

const TENANT = {
  tenant: 'demo',
  processOrder: [
    { name: 'zuora', critical: true, options: { ratePlans: RATE_PLANS }, retry: ONCE },
    { name: 'platformEvents', critical: false, retry: ONCE },
  ],
  overrides: [
    { name: 'approved', match: { processingType: ['approved'] }, processOrder: [waiting(600)] },
    { name: 'impatient', match: { processingType: ['impatient'] }, processOrder: [waiting(5)] },
  ],
};

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ tenant: TENANT, timeScale: 5 });
  // Functions start slowly the first time, and the time that the state machines give them is scaled.
  await settled(system, await submit(), 60);
}, 90_000);
afterAll(() => system.close());
beforeEach(async () => {
  await fetch(`${system.sandbox.url}/__reset`, { method: 'POST' });
});

async function submit(changes: object = {}): Promise<string> {
  const { status, body } = await system.api('POST', '/orders', { ...(await exampleOrder()), ...changes });
  expect(status).toBe(202);
  return (body as OrderView).id;
}

async function eventTypes(id: string): Promise<readonly string[]> {
  const { body } = await system.api('GET', `/orders/${id}/events`);
  return (body as { items: { type: string }[] }).items.map(({ type }) => type);
}

/** How the attempts of a step went in a run: `kind outcome`. */
async function attempts(id: string, stepId: string, run = 1): Promise<readonly string[]> {
  const { body } = await system.api('GET', `/orders/${id}/process-events`);
  const event = (body as { items: ProcessEvent[] }).items.find((candidate) => candidate.run === run);
  const made = event?.plugins.find((plugin) => plugin.id === stepId)?.attempts ?? [];
  return (made as { kind: string; outcome: string }[]).map(({ kind, outcome }) => `${kind} ${outcome}`);
}

async function stepStatus(id: string): Promise<string | undefined> {
  const { body } = await system.api('GET', `/orders/${id}`);
  return (body as OrderView).steps[0]?.status;
}

const effects = async (kind: string) => (await system.effects()).filter((effect) => effect.kind === kind);

describe("Zuora's reply is lost after the effect", () => {
  it('and the order is complete with one subscription, once Zuora was asked', async () => {
    await system.faults({ partner: 'zuora', path: '/v1/orders', fault: 'drop-after-effect', times: 1 });
    const id = await submit();
    expect(await settled(system, id)).toMatchObject({ status: 'complete', degraded: [] });
    expect(await effects('subscription.created')).toHaveLength(1);
    expect(await attempts(id, 'zuora')).toEqual(['run unknown', 'probe succeeded']);
  });
});

describe('Salesforce takes no platform events for a while', () => {
  it('and the order goes on without, and is healed when it does again', async () => {
    await system.faults({ partner: 'salesforce', path: '/services/data', fault: '503', times: 1 });
    const id = await submit();
    expect(await settled(system, id)).toMatchObject({ status: 'complete' });
    await expect.poll(() => eventTypes(id), { timeout: 30_000 }).toContain('order.healed');
    expect((await eventTypes(id)).toSorted()).toEqual([
      'order.completed',
      'order.degraded',
      'order.error',
      'order.healed',
      'order.submitted',
    ]);
    expect((await system.api('GET', `/orders/${id}`)).body).toMatchObject({ status: 'complete', degraded: [] });
    expect(await attempts(id, 'platformEvents')).toEqual(['run transient', 'heal succeeded']);
    expect(await effects('platform-event.published')).toHaveLength(1);
  });
});

describe('a step that waits for its callback', () => {
  const answer = (id: string, body: object) => system.api('POST', `/orders/${id}/steps/approval/callback`, body);

  it('ends with the answer; a second one is refused, and the token stays inside', async () => {
    const id = await submit({ processing_type: 'approved' });
    await expect.poll(() => stepStatus(id), { timeout: 10_000 }).toBe('waiting');
    expect((await answer(id, { output: { approvedBy: 'ada' } })).status).toBe(200);
    expect(await settled(system, id)).toMatchObject({ status: 'complete' });
    expect(await answer(id, { output: { approvedBy: 'eve' } })).toMatchObject({ status: 409 });
    const texts = [`/orders/${id}`, `/orders/${id}/process-events`, `/orders/${id}/events`].map(async (path) =>
      JSON.stringify((await system.api('GET', path)).body),
    );
    expect((await Promise.all(texts)).join()).not.toMatch(/taskToken|eyJleGVjdXRpb24/);
  });

  it('fails the order when the other system says no', async () => {
    const id = await submit({ processing_type: 'approved' });
    await expect.poll(() => stepStatus(id), { timeout: 10_000 }).toBe('waiting');
    await answer(id, { error: { code: 'not_approved', message: 'The credit check failed.' } });
    expect(await settled(system, id)).toMatchObject({
      status: 'failed',
      failure: { step: 'approval', code: 'not_approved' },
    });
  });

  it('takes an answer that comes before it waits', async () => {
    await system.faults({ partner: 'salesforce', path: '/services/data', fault: 'slow', delayMs: 800, times: 1 });
    const id = await submit({ processing_type: 'approved' });
    expect(await answer(id, { output: { approvedBy: 'ada' } })).toMatchObject({
      status: 200,
      body: { status: 'kept' },
    });
    expect(await settled(system, id)).toMatchObject({ status: 'complete' });
    expect(await effects('platform-event.published')).toHaveLength(1);
  });

  it('holds the order when nobody answers in time, and takes a late answer for the next run', async () => {
    const id = await submit({ processing_type: 'impatient' });
    const held = await settled(system, id, 30);
    expect(held).toMatchObject({ status: 'held', failure: { step: 'approval' } });
    expect((await answer(id, { output: { approvedBy: 'ada' } })).status).toBe(200);
    const resumed = await system.api('POST', `/orders/${id}/resume`, { reason: 'Approved late.' });
    expect(resumed.status).toBeLessThan(300);
    expect(await settled(system, id)).toMatchObject({ status: 'complete', run: 2 });
    expect(await effects('platform-event.published')).toHaveLength(1);
    expect(await eventTypes(id)).toEqual([
      'order.submitted',
      'order.error',
      'order.held',
      'order.resumed',
      'order.completed',
    ]);
  });
});
