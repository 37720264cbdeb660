import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../core/json.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
import { startTestSystem, type TestSystem } from '../helpers/start-test-system.ts';
import { processEvents } from './order-details.ts';
import { exampleOrder, waitUntilAtRest } from './scenarios.ts';

/** The plan of the offer costs 19.00 in the catalogue, and the order says 17.50. */
const RATE_PLANS = {
  '/offers2/Digital Monthly': {
    productRatePlanId: 'plan-dear',
    charges: [{ id: 'plan-dear-charge', model: 'recurringFlatFee' }],
  },
};
const zuoraStep = (price: string) => ({
  id: price,
  name: 'zuora',
  critical: true,
  when: `order.source = '${price}'`,
  options: { price, ratePlans: RATE_PLANS, refundAs: 'payment' },
});

let system: TestSystem;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'zuora-money-'));
  const processOrder = ['verify', 'override', 'catalogue'].map(zuoraStep);
  system = await startTestSystem({ tenant: { tenant: 'demo', processOrder, postProcessOrder: [] }, dataDir });
});
afterAll(async () => {
  await system.close();
  await rm(dataDir, { recursive: true });
});

const submit = async (order: JsonObject): Promise<OrderView> => {
  const { body } = await system.api('POST', '/orders', order);
  return waitUntilAtRest(system, (body as { id: string }).id);
};
const example = async (source: string, more: JsonObject = {}): Promise<JsonObject> => ({
  ...((await exampleOrder()) as JsonObject),
  source,
  external_id: `${source}-${Math.random()}`,
  ...more,
});
const effectsOf = async (order: OrderView) =>
  (await system.effects()).filter(({ key }) => `${key}`.startsWith(`${order.id}#`));
const outputOf = async ({ id }: OrderView, step: string): Promise<JsonObject> => {
  const [event] = await processEvents(system, id);
  return (event?.plugins.find((plugin) => plugin.id === step)?.output ?? {}) as JsonObject;
};

describe('an order of 17.50 for a plan of 19.00', () => {
  it('is declined before anything is created', async () => {
    const order = await submit(await example('verify'));
    expect(order).toMatchObject({ status: 'failed', failure: { code: 'price_mismatch' } });
    expect(await effectsOf(order)).toEqual([]);
  });

  it('is billed as the order says, if the option price says so', async () => {
    const order = await submit(await example('override'));
    expect(order.status).toBe('complete');
    expect(await effectsOf(order)).toContainEqual(
      expect.objectContaining({ kind: 'payment.collected', amount: 17.5, currency: 'GBP' }),
    );
    expect(await outputOf(order, 'override')).toMatchObject({ billedAmount: 17.5, collectedAmount: 17.5 });
  });

  it('is billed as the catalogue says, with the difference on the record and as order.error', async () => {
    const order = await submit(await example('catalogue'));
    expect(order.status).toBe('complete');
    expect(await outputOf(order, 'catalogue')).toMatchObject({
      billedAmount: 19,
      price: { ordered: 17.5, difference: 1.5 },
    });
    const { body } = await system.api('GET', `/orders/${order.id}/events`);
    const told = JSON.stringify(body);
    expect(told).toContain('"code":"price_differs"');
    expect(told).toContain('a difference of 1.5 GBP');
  });
});

describe('the refund of a card payment', () => {
  const refundOf = (order: OrderView, subscriptionRef: string, amount: number): JsonObject => ({
    order_type: 'refund',
    source: 'override',
    external_id: `refund-${order.id}-${amount}`,
    subscriptionRef,
    total: { amount, currency: 'GBP' },
  });

  it('never exceeds what was paid, and is not collected again by the next payment run', async () => {
    const order = await submit(await example('override'));
    const { subscriptionNumber } = await outputOf(order, 'override');
    const more = await submit(refundOf(order, `${subscriptionNumber}`, 17.51));
    expect(more).toMatchObject({ status: 'failed', failure: { code: 'refund_exceeds_payments' } });
    expect(await effectsOf(more)).toEqual([]);
    const refund = await submit(refundOf(order, `${subscriptionNumber}`, 17.5));
    expect(refund.status).toBe('complete');
    expect(await effectsOf(refund)).toMatchObject([{ kind: 'refund.created', amount: 17.5 }]);

    const collected = async () => (await system.effects()).filter(({ kind }) => kind === 'payment.collected').length;
    const before = await collected();
    expect(await paymentRun()).toMatchObject({ success: true });
    expect(await collected()).toBe(before);
  });
});

/** Runs payments in Zuora for every account on auto-pay, as the tenant does. */
async function paymentRun(): Promise<unknown> {
  const { clientId, clientSecret } = (await loadSandboxCredentials(dataDir, 'demo')).zuora;
  const base = `${system.sandbox.url}/zuora`;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const token = await fetch(`${base}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = (await token.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  const body = JSON.stringify({ targetDate: '2026-12-31' });
  return (await fetch(`${base}/v1/payment-runs`, { method: 'POST', headers, body })).json();
}
