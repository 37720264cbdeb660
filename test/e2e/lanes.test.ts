import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { startTestSystem, type TestReply, type TestSystem } from '../helpers/start-test-system.ts';

/** How many subscriptions change at once, and how often each. */
const SUBSCRIPTIONS = 12;
const CHANGES = 5;

interface Call {
  readonly subscription: string;
  readonly order: string;
}

/** A partner that takes its time, and notes who calls it while another call of the same subscription is open. */
async function startSlowPartner() {
  const begun: Call[] = [];
  const open = new Map<string, number>();
  const collisions: string[] = [];
  const held = new Map<string, Promise<void>>();
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const subscription = (JSON.parse(text) as ReturnType<typeof change>).forSubscription.name;
    const order = String(request.headers['idempotency-key']).split('#')[0] ?? '';
    const inProgress = open.get(subscription) ?? 0;
    if (inProgress > 0) collisions.push(subscription);
    open.set(subscription, inProgress + 1);
    begun.push({ subscription, order });
    await (held.get(subscription) ?? pause(5 + Math.random() * 20));
    open.set(subscription, (open.get(subscription) ?? 1) - 1);
    response.setHeader('content-type', 'application/json').end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    begun,
    collisions,
    server,
    callsOf: (name: string) => begun.filter(({ subscription }) => subscription === name).map(({ order }) => order),
    /** Lets calls of a subscription wait. Returns what ends that. */
    hold(name: string): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(name, promise);
      return resolve;
    },
    url: `http://127.0.0.1:${port}/orders`,
  };
}

let partner: Awaited<ReturnType<typeof startSlowPartner>>;
let system: TestSystem;
beforeAll(async () => {
  partner = await startSlowPartner();
  system = await startTestSystem({
    localHosts: [new URL(partner.url).host],
    tenant: {
      tenant: 'lanes',
      processOrder: [
        // Longer than a call is held on a slow machine: a call that is given up is made again.
        {
          name: 'calloutPlugin',
          critical: true,
          timeoutSeconds: 29,
          options: { endpoint: partner.url, timeoutValue: 28_000 },
        },
      ],
    },
  });
});
afterAll(async () => {
  await system.close();
  partner.server.closeAllConnections();
  partner.server.close();
});

const change = (name: string) => ({
  order_type: 'renew',
  forSubscription: { name },
  total: { amount: 5, currency: 'GBP' },
});

async function submitted(name: string): Promise<OrderView> {
  const { body, status } = await system.api('POST', '/orders', change(name));
  expect([status, body]).toEqual([202, expect.anything()]);
  return body as OrderView;
}

it('changes that arrive at the same time reach the partner one by one for each subscription, in the order of acceptance', async () => {
  const names = Array.from({ length: SUBSCRIPTIONS * CHANGES }, (_, index) => `A-S${index % SUBSCRIPTIONS}`);
  const orders = await Promise.all(names.map(submitted));
  await until(async () => partner.begun.length >= orders.length);

  expect(partner.collisions).toEqual([]);
  const calls = partner.begun.map(({ order }) => order);
  expect(new Set(calls).size).toBe(orders.length);
  for (const [index, { id, queued }] of orders.entries()) {
    if (queued === null) continue;
    const ofSubscription = partner.begun.filter(({ subscription }) => subscription === names[index]);
    const position = ofSubscription.findIndex(({ order }) => order === id);
    expect(ofSubscription[position - 1]?.order).toBe(queued.behind);
  }
  // Most of them had to wait: otherwise this test would show nothing.
  expect(orders.filter(({ queued }) => queued !== null).length).toBeGreaterThan(orders.length / 2);
  for (const { id } of orders) expect((await settled(id)).status).toBe('complete');
});

it('a change that waits names the order ahead, can be listed and cancelled, and starts when that one is let pass', async () => {
  const release = partner.hold('A-T1');
  const [ahead, behind, last] = [await submitted('A-T1'), await submitted('A-T1'), await submitted('A-T1')];
  const queued = [ahead, behind, last].map((order) => order.queued?.behind ?? null);
  expect(queued).toEqual([null, ahead.id, behind.id]);
  expect((await system.api('GET', `/orders/${last.id}`)).body).toMatchObject({ queued: { behind: behind.id } });
  const { body: list } = await system.api('GET', '/orders?queued=true');
  expect((list as { items: OrderView[] }).items.map(({ id }) => id)).toEqual([last.id, behind.id]);

  await system.api('POST', `/orders/${behind.id}/cancel`, { reason: 'Changed her mind.' });
  expect((await system.api('GET', `/orders/${last.id}`)).body).toMatchObject({ queued: { behind: ahead.id } });

  await until(async () => partner.callsOf('A-T1').length === 1);
  for (const _ of ['first', 'repeat']) {
    const { status } = await system.api('POST', `/orders/${ahead.id}/yield`, {
      reason: 'Its partner does not answer.',
    });
    expect(status).toBe(200);
  }
  await until(async () => partner.callsOf('A-T1').length === 2);
  release();
  const ended = [await settled(ahead.id), await settled(behind.id), await settled(last.id)];
  expect(ended.map(({ status }) => status)).toEqual(['complete', 'cancelled', 'complete']);
  expect(partner.callsOf('A-T1')).toEqual([ahead.id, last.id]);
});

async function settled(id: string): Promise<OrderView> {
  let reply: TestReply | undefined;
  await until(async () => {
    reply = await system.api('GET', `/orders/${id}`);
    return ['complete', 'failed', 'held', 'cancelled'].includes((reply.body as OrderView).status);
  });
  return reply?.body as OrderView;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('Expected it within 30 seconds.');
    await pause(20);
  }
}
