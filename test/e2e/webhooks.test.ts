import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useKillableProcess } from './killable-process.ts';
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts';
import { call, startWebhookSystem, type WebhookSystem } from './webhook-system.ts';

const RENEWAL = { subscriptionRef: 'S-1', customerDetails: { email: 'ada@example.org' } };
const SLOW = { timeout: 40_000, interval: 150 };
const LONG = 60_000;

let receiver: WebhookReceiver;
let dataDir: string;
beforeAll(async () => {
  receiver = await startWebhookReceiver();
  dataDir = await mkdtemp(join(tmpdir(), 'webhooks-'));
});
afterAll(async () => {
  await receiver.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a running system with webhooks', () => {
  let system: WebhookSystem;
  beforeAll(async () => {
    const submitted = ['order.submitted'];
    system = await startWebhookSystem({
      dataDir,
      receiverUrl: receiver.url,
      // Delays of hours take seconds, but functions keep real time.
      timeScale: 4000,
      webhooks: [
        { name: 'signed', events: submitted, orderTypes: ['activation'] },
        { name: 'down', events: submitted, orderTypes: ['renew'] },
        { name: 'gone', events: submitted, orderTypes: ['refund'] },
        { name: 'hanging', events: submitted, orderTypes: ['credit'] },
        { name: 'quick', events: submitted, orderTypes: ['credit'] },
      ],
    });
  });
  afterAll(() => system.close());

  const api = (method: string, path: string, body?: unknown) =>
    call({ apiUrl: system.runtime.apiUrl, token: system.token }, method, path, body);
  const submit = async (order_type: string): Promise<string> => {
    const { status, body } = await api('POST', '/orders', { ...RENEWAL, order_type });
    expect(status).toBe(202);
    return String(body.id);
  };
  const deliveryOf = async (order: string) => {
    const { body } = await api('GET', `/webhooks/deliveries?order=${order}`);
    return (body.items as { id: string; status: string; round: number; attempts: { status: number }[] }[])[0];
  };

  it('sends requests that the public library accepts, and rejects with another byte, time or key', async () => {
    const order = await submit('activation');
    await expect.poll(() => receiver.received('/signed'), SLOW).toHaveLength(1);
    const [{ headers = {}, body = '' } = {}] = receiver.received('/signed');
    const webhook = new Webhook(system.signingSecret);
    expect(webhook.verify(body, headers)).toMatchObject({ type: 'order.submitted', orderId: order, sequence: 1 });
    expect(headers).toMatchObject({
      'x-order-webhook': 'Order Submitted',
      authorization: expect.stringMatching(/^Basic /),
    });
    expect(() => webhook.verify(body.replace('S-1', 'S-2'), headers)).toThrow('No matching signature');
    const old = String(Number(headers['webhook-timestamp']) - 600);
    expect(() => webhook.verify(body, { ...headers, 'webhook-timestamp': old })).toThrow('too old');
    expect(() => webhook.verify(body, { ...headers, 'webhook-id': `${order}-1-other` })).toThrow('No matching');
    const stranger = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);
    expect(() => stranger.verify(body, headers)).toThrow('No matching signature');
  });

  it(
    'delivers on the sixth attempt after five failed ones, under one id',
    async () => {
      let requests = 0;
      receiver.answers('/down', (response) => {
        requests += 1;
        response.writeHead(requests <= 5 ? 503 : 204).end();
      });
      const order = await submit('renew');
      await expect.poll(async () => (await deliveryOf(order))?.status, SLOW).toBe('delivered');
      const attempts = (await deliveryOf(order))?.attempts.map(({ status }) => status);
      expect(attempts).toEqual([503, 503, 503, 503, 503, 204]);
      const ids = receiver.received('/down').map(({ headers }) => headers['webhook-id']);
      expect(ids).toEqual(Array.from({ length: 6 }, () => `${order}-1-down`));
    },
    LONG,
  );

  it(
    'stops at 410, keeps the events that follow, and recovers them once the webhook is enabled',
    async () => {
      const since = new Date().toISOString();
      receiver.answers('/gone', 410);
      const first = await submit('refund');
      await expect.poll(async () => (await deliveryOf(first))?.status, SLOW).toBe('failed');
      const second = await submit('refund');
      await expect.poll(async () => (await deliveryOf(second))?.status, SLOW).toBe('failed');
      expect(receiver.received('/gone')).toHaveLength(1);
      const shown = (await api('GET', '/webhooks')).body.items as { name: string; endpoint: { state: string } }[];
      expect(shown.find(({ name }) => name === 'gone')).toMatchObject({ endpoint: { disabled: { reason: 'gone' } } });

      receiver.answers('/gone', 204);
      expect(await api('POST', '/webhooks/gone/enable')).toMatchObject({ status: 200 });
      expect(await api('POST', '/webhooks/gone/recover', { since })).toMatchObject({
        status: 202,
        body: { redelivered: 2, next: null },
      });
      for (const order of [first, second])
        await expect.poll(async () => (await deliveryOf(order))?.status, SLOW).toBe('delivered');
      expect(await api('POST', '/webhooks/gone/recover', { since })).toMatchObject({ body: { redelivered: 0 } });

      const again = await api('POST', `/webhooks/deliveries/${first}-1-gone/redeliver`);
      expect(again).toMatchObject({ status: 202, body: { round: 3 } });
      await expect.poll(() => receiver.received('/gone'), SLOW).toHaveLength(4);
      const ids = receiver.received('/gone').map(({ headers }) => headers['webhook-id']);
      expect(ids.filter((id) => id === `${first}-1-gone`)).toHaveLength(3);
    },
    LONG,
  );

  it(
    'delivers to one endpoint without delay while another one hangs',
    async () => {
      receiver.answers('/hanging', () => undefined);
      await submit('credit');
      await expect.poll(() => receiver.received('/hanging').length, SLOW).toBeGreaterThan(0);
      await expect.poll(() => receiver.received('/quick'), SLOW).toHaveLength(1);
      const delays: number[] = [];
      for (let sent = 2; sent <= 4; sent += 1) {
        const began = performance.now();
        await submit('credit');
        await expect.poll(() => receiver.received('/quick'), SLOW).toHaveLength(sent);
        delays.push((receiver.received('/quick').at(-1)?.at ?? Number.POSITIVE_INFINITY) - began);
      }
      // The hanging endpoint holds each of its requests for 15 seconds.
      expect(Math.max(...delays)).toBeLessThan(10_000);
    },
    LONG,
  );
});

describe('a system that is killed between two attempts', () => {
  const system = useKillableProcess<{ readonly apiUrl: string; readonly token: string }>('killed-webhooks.ts');

  it(
    'delivers everything after its next start, under the same ids',
    async () => {
      // Three hours are five seconds here: enough to kill the system between two attempts.
      receiver.answers('/orders', (response) => response.writeHead(503, { 'retry-after': String(3 * 60 * 60) }).end());
      const first = await system.start(receiver.url);
      const ids = await Promise.all(
        [1, 2].map(async () => {
          const { body } = await call(first, 'POST', '/orders', { ...RENEWAL, order_type: 'renew' });
          return `${body.id}-1-orders`;
        }),
      );
      const listed = async (system: typeof first, status: string, minimumAttempts: number) => {
        const { body } = await call(system, 'GET', `/webhooks/deliveries?status=${status}`);
        const items = body.items as { id: string; status: string; attempts: unknown[] }[];
        const found = items.filter((one) => one.status === status && one.attempts.length >= minimumAttempts);
        return found.map(({ id }) => id).toSorted();
      };
      await expect.poll(() => listed(first, 'waiting', 1), SLOW).toEqual(ids.toSorted());
      await system.kill();

      receiver.answers('/orders', 204);
      const second = await system.start(receiver.url);
      await expect.poll(() => listed(second, 'delivered', 2), SLOW).toEqual(ids.toSorted());
      const sent = receiver.received('/orders').map(({ headers }) => headers['webhook-id']);
      expect(new Set(sent)).toEqual(new Set(ids));
    },
    LONG,
  );
});
