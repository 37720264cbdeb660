import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_CATALOG } from '../../contract/zuora-catalog.ts';
import type { OrderEvent } from '../../core/events/order-events.ts';
import { webhookBodySchema } from '../../core/webhooks/webhook-body-schema.ts';
import { type Runtime, startRuntime } from '../../embedded/runtime/runtime.ts';
import { loadSandboxCredentials } from '../../embedded/secrets/sandbox-credentials.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { linkBundles } from '../helpers/bundle-cache.ts';
import { DEMO_TENANT } from '../helpers/start-test-system.ts';
import { exampleOrder } from './scenarios.ts';
import { call } from './webhook-system.ts';

interface StoredWebhook {
  readonly verified: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: OrderEvent & { readonly order?: Record<string, unknown>; readonly event?: Record<string, unknown> };
}

let dataDir: string;
let sandbox: Sandbox;
let runtime: Runtime;
let token: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'webhook-events-'));
  const credentials = await loadSandboxCredentials(dataDir, DEMO_TENANT.tenant);
  sandbox = await startSandbox({
    port: 0,
    credentials,
    stateFile: join(dataDir, 'sandbox.jsonl'),
    zuoraCatalog: TEST_CATALOG,
  });
  const tenantFile = join(dataDir, 'tenant-file.json');
  const events = ['order.submitted', 'order.completed', 'order.failed', 'order.held', 'order.degraded', 'order.error'];
  const webhooks = [{ name: 'orders', url: `${sandbox.url}/receiver/orders`, events, signingSecret: 'receiver' }];
  await writeFile(tenantFile, JSON.stringify({ ...DEMO_TENANT, webhooks }));
  await linkBundles(dataDir, tenantFile, sandbox.url);
  runtime = await startRuntime({ tenantFile, dataDir, port: 0, awsPort: 0, sandboxUrl: sandbox.url });
  token = await runtime.token();
});
afterAll(async () => {
  await runtime.close();
  await sandbox.close();
  await rm(dataDir, { recursive: true, force: true });
});

const api = (method: string, path: string, body?: unknown) =>
  call({ apiUrl: runtime.apiUrl, token }, method, path, body);

/** Rebuilds the events of an order as a receiver does when some are lost, repeated or out of order. */
async function rebuildEvents(arrived: readonly OrderEvent[]): Promise<readonly OrderEvent[]> {
  const known = new Map<number, OrderEvent>();
  for (const event of arrived) known.set(event.sequence, event);
  const last = Math.max(...known.keys());
  for (let sequence = 1; sequence <= last; sequence += 1) {
    if (known.has(sequence)) continue;
    const { body } = await api('GET', `/orders/${arrived[0]?.orderId}/events?after=${sequence - 1}`);
    for (const event of body.items as OrderEvent[]) known.set(event.sequence, event);
  }
  return [...known.values()].toSorted((left, right) => left.sequence - right.sequence);
}

describe('the webhooks of an order that the payment partner declines', () => {
  it('report it in three numbered events, from which a receiver can reconstruct what happened', async () => {
    const fault = { partner: 'zuora', path: '/v1/orders', fault: 'decline', times: 1 };
    await fetch(`${sandbox.url}/__faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(fault),
    });
    const order = await exampleOrder();
    const { body: submitted } = await api('POST', '/orders', order);
    const received = async () => (await (await fetch(`${sandbox.url}/__webhooks`)).json()) as StoredWebhook[];
    await expect.poll(received, { timeout: 40_000, interval: 150 }).toHaveLength(3);

    const webhooks = (await received()).toSorted((left, right) => left.body.sequence - right.body.sequence);
    expect(webhooks.map(({ verified, body }) => [body.sequence, body.type, verified])).toEqual([
      [1, 'order.submitted', true],
      [2, 'order.error', true],
      [3, 'order.failed', true],
    ]);
    for (const { body } of webhooks) expect(webhookBodySchema(body.type).safeParse(body).error).toBeUndefined();
    const [first, error] = webhooks;
    expect(first?.body.order).toMatchObject({ id: submitted.id, customerDetails: order.customerDetails });
    expect(first?.headers['x-order-webhook']).toBe('Order Submitted');
    expect(error?.headers['x-order-webhook']).toBe('Error');
    expect(error?.body).toMatchObject({
      eventId: String(submitted.id).replace('order-', 'event-'),
      event: { message: 'Order Received', type: 'order.new', event: { order_type: 'new' } },
      pluginErrorOutput: [{ name: 'zuora' }],
    });

    const { body: all } = await api('GET', `/orders/${submitted.id}/events`);
    const arrived = webhooks.map(({ body }): OrderEvent => body);
    const [one, two, three] = arrived as [OrderEvent, OrderEvent, OrderEvent];
    for (const unlucky of [[three, one, one], [three], [two, three, two], [one, two, three]])
      expect((await rebuildEvents(unlucky)).map(({ id, type }) => ({ id, type }))).toEqual(
        (all.items as OrderEvent[]).map(({ id, type }) => ({ id, type })),
      );
  }, 60_000);
});
