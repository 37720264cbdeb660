import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderView, ResponseBody } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { eventTypes, readOrder } from './order-details.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

const RATE_PLANS = { '/offers2/Digital Monthly': '8ad084a68f1d0c3e018f1d2a5b6c9999' };
const TENANT = {
  tenant: 'patient',
  patience: 'PT2H',
  connections: { salesforce: { openAfterOutages: 3, tryAfterSeconds: 1, releasePerMinute: 600 } },
  processOrder: [
    { name: 'salesforceV3', critical: true },
    { name: 'zuora', critical: true, options: { ratePlans: RATE_PLANS } },
  ],
  postProcessOrder: [{ name: 'platformEvents', critical: false }],
};
const WAIT = { prefer: 'wait=20' };
const REASON = { reason: 'Ticket 17' };
const SOON = { timeout: 30_000 };

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ tenant: TENANT, timeScale: 8 });
});
afterAll(() => system.close());
beforeEach(async () => {
  await fetch(`${system.sandbox.url}/__reset`, { method: 'POST' });
  for (const name of ['salesforce', 'zuora']) await system.api('POST', `/connections/${name}/close`, REASON);
});

/** Takes Salesforce down, or brings it back. */
async function salesforce(isDown: boolean): Promise<void> {
  if (isDown) return system.faults({ partner: 'salesforce', fault: '503', times: 1_000_000 });
  await fetch(`${system.sandbox.url}/__faults`, { method: 'DELETE' });
}

async function submit(headers = {}): Promise<OrderView> {
  const { status, body } = await system.api('POST', '/orders', await exampleOrder(), headers);
  expect(status).toBe(202);
  return body as OrderView;
}

async function connection(): Promise<ResponseBody<'Connection'>> {
  const { body } = await system.api('GET', '/connections');
  const found = (body as ResponseBody<'ConnectionList'>).items.find(({ name }) => name === 'salesforce');
  if (found === undefined) throw new TypeError('Expected a connection salesforce.');
  return found;
}

const countOf = async (wanted: string) => (await system.effects()).filter(({ kind }) => kind === wanted).length;

const parkedAt = async (id: string) => (await readOrder(system, id)).parked;

describe('an order whose partner is down', () => {
  it('is parked, answers its waiting caller with a 202, and completes when the partner is back', async () => {
    await salesforce(true);
    const order = await submit(WAIT);
    expect(order).toMatchObject({
      status: 'processing',
      parked: { step: 'salesforceV3', doing: 'run', connection: 'salesforce', code: 'temporarily_unavailable' },
    });
    const listed = await system.api('GET', '/orders?parked=true&connection=salesforce');
    expect((listed.body as ResponseBody<'OrderList'>).items.map(({ id }) => id)).toEqual([order.id]);
    const processing = await system.api('GET', '/orders?status=processing');
    expect((processing.body as ResponseBody<'OrderList'>).items.map(({ id }) => id)).toEqual([order.id]);

    await salesforce(false);
    expect((await waitUntilAtRest(system, order.id)).status).toBe('complete');
    expect(await parkedAt(order.id)).toBeNull();
    const types = await eventTypes(system, order.id);
    expect(types.slice(0, 3)).toEqual(['order.submitted', 'order.parked', 'order.released']);
    expect(types.at(-1)).toBe('order.completed');
    await expect.poll(async () => countOf('platform-event.published'), SOON).toBe(1);
  }, 60_000);

  it('waits without a call once the connection is open, and all are released when one has tried it', async () => {
    await salesforce(true);
    const orders = await Promise.all(Array.from({ length: 12 }, () => submit()));
    await expect.poll(async () => (await connection()).parked.count, SOON).toBe(12);
    expect(await connection()).toMatchObject({ status: expect.stringMatching(/open|trying/), opened_by: 'outages' });

    await salesforce(false);
    for (const { id } of orders) expect((await waitUntilAtRest(system, id)).status).toBe('complete');
    expect(await connection()).toMatchObject({ status: 'closed', parked: { count: 0, oldest_since: null } });
    const created = (await system.effects()).filter(({ kind }) => kind === 'subscription.created');
    expect(new Set(created.map(({ key }) => key)).size).toBe(12);
    expect(created).toHaveLength(12);
    await expect.poll(async () => countOf('platform-event.published'), SOON).toBe(12);
  }, 120_000);

  it('can be cancelled, skipped and completed while it is parked, and waits again at a later step', async () => {
    await salesforce(true);
    const [cancelled, skipped, completed] = await Promise.all([submit(WAIT), submit(WAIT), submit(WAIT)]);
    if (cancelled === undefined || skipped === undefined || completed === undefined) throw new TypeError();

    expect((await system.api('POST', `/orders/${cancelled.id}/cancel`, REASON)).body).toMatchObject({
      status: 'cancelled',
      parked: null,
    });
    const step = (id: string) => `/orders/${id}/steps/salesforceV3`;
    expect((await system.api('POST', `${step(completed.id)}/complete`, { ...REASON, output: {} })).status).toBe(200);
    expect((await system.api('POST', `${step(skipped.id)}/skip`, REASON)).status).toBe(200);
    for (const { id } of [completed, skipped]) {
      expect((await waitUntilAtRest(system, id)).status).toBe('complete');
      await expect.poll(async () => (await parkedAt(id))?.step, SOON).toBe('platformEvents');
    }
    await salesforce(false);
    for (const { id } of [completed, skipped]) await expect.poll(() => parkedAt(id), SOON).toBeNull();
    expect(await countOf('subscription.created')).toBe(2);
    await expect.poll(async () => countOf('platform-event.published'), SOON).toBe(2);
  }, 90_000);
});

describe('a connection', () => {
  it('that an operator opened stays open until an operator closes it', async () => {
    expect((await system.api('POST', '/connections/none/open', REASON)).status).toBe(404);
    const opened = await system.api('POST', '/connections/zuora/open', REASON);
    expect(opened).toMatchObject({
      status: 200,
      body: { status: 'open', opened_by: 'operator', next_try_at: null, operations: expect.any(Array) },
    });
    const again = await system.api('POST', '/connections/zuora/open', REASON);
    expect(again.body).toEqual(opened.body);
    expect((await system.api('POST', '/connections/zuora/close', REASON)).body).toMatchObject({ status: 'closed' });
  });
});
