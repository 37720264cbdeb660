import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CalloutNoReply } from '../../../core/plugin/plugin-http.ts';
import { CIRCUIT_BREAKER, FAILURE_LIMIT } from '../../../core/webhooks/endpoint-state.ts';
import { createDeliverWebhook } from '../../../lambdas/webhook-sender/deliver-webhook.ts';
import { reply, SIGNING_KEY, startWebhookWorld, WEBHOOK, type WebhookWorld } from './webhook-world.ts';

const OFF = { ...WEBHOOK, name: 'off', enabled: false };

let world: WebhookWorld;
let orderId: string;
beforeEach(async () => {
  world = await startWebhookWorld([WEBHOOK, OFF]);
  orderId = await world.orderWith();
});
afterEach(() => world.close());

const key = (sequence = 1) => ({ orderId, sequence, webhook: WEBHOOK.name });
const delivery = () => world.deliveries.get(key());

describe('a delivery that the receiver accepts', () => {
  it('is signed, carries the name of its event, and is recorded with its attempt', async () => {
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'delivered' });
    const [request] = world.requests;
    expect(request).toMatchObject({
      method: 'POST',
      url: WEBHOOK.url,
      timeoutMs: 15_000,
      headers: {
        'webhook-id': `${orderId}-1-crm-feed`,
        'webhook-timestamp': String(world.now().getTime() / 1000),
        'x-order-webhook': 'Order Submitted',
      },
    });
    const signature = new Webhook(SIGNING_KEY).sign(`${orderId}-1-crm-feed`, world.now(), request?.body ?? '');
    expect(request?.headers['webhook-signature']).toBe(signature);
    expect(request?.headers).not.toHaveProperty('authorization');
    expect(await delivery()).toMatchObject({
      status: 'delivered',
      eventType: 'order.submitted',
      orderType: 'new',
      round: 1,
      attempts: [{ round: 1, status: 204, reply: '', durationMs: expect.any(Number) }],
    });
  });

  it('is sent once, however often it is requested', async () => {
    await world.send({ orderId, sequence: 1 });
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'delivered' });
    expect(await world.send({ orderId, sequence: 1, owner: 'execution-2' })).toEqual({ outcome: 'delivered' });
    expect(world.requests).toHaveLength(1);
  });

  it('writes no state for a healthy endpoint', async () => {
    await world.send({ orderId, sequence: 1 });
    expect(await world.endpoints.get(WEBHOOK.name)).toEqual({});
  });

  it.each([
    ['a webhook that does not exist', { webhook: 'gone' }],
    ['a webhook that the tenant file disables', { webhook: 'off' }],
    ['an event that does not exist', { sequence: 9 }],
    ['an order that does not exist', { orderId: `order-${'0'.repeat(32)}` }],
  ])('is dropped for %s', async (_, change) => {
    expect(await world.send({ orderId, sequence: 1, ...change })).toEqual({ outcome: 'dropped' });
    expect(world.requests).toEqual([]);
  });
});

describe('a delivery that fails', () => {
  it('is attempted ten times with the same id, and then given up', async () => {
    world.respondWith(() => reply(500, {}, 'no'));
    const waits = [];
    for (let tries = 1; tries <= 9; tries += 1) {
      const result = await world.send({ orderId, sequence: 1 });
      waits.push('seconds' in result && result.seconds);
      world.advance(400);
    }
    expect(waits).toEqual([5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]);
    expect(await delivery()).toMatchObject({ status: 'waiting', nextTryAt: expect.any(String) });
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryGivenUp' });
    expect(await delivery()).toMatchObject({ status: 'failed', reason: 'Every attempt failed.' });
    expect((await delivery())?.attempts).toHaveLength(10);
    expect(new Set(world.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'failed' });
    expect(world.requests).toHaveLength(10);
  });

  it('stores the beginning of the reply without secrets and personal data', async () => {
    world.respondWith(() => reply(500, {}, `ada@example.org ${SIGNING_KEY} ${'x'.repeat(5000)}`));
    await world.send({ orderId, sequence: 1 });
    const [attempt] = (await delivery())?.attempts ?? [];
    expect(attempt?.reply).toHaveLength(1000);
    expect(attempt?.reply).not.toMatch(/ada@|whsec_/);
  });

  it.each([
    ['a redirect', () => reply(302, { location: 'https://elsewhere.example.org' }), 5],
    ['429 with seconds', () => reply(429, { 'retry-after': '90' }), 90],
    ['503 with a date', () => reply(503, { 'retry-after': 'Mon, 02 Mar 2026 10:30:00 GMT' }), 3600],
    ['503 with an invalid value', () => reply(503, { 'retry-after': 'soon' }), 5],
    ['500 with seconds, which do not apply to it', () => reply(500, { 'retry-after': '90' }), 5],
  ])('waits for the right number of seconds after %s', async (_, respond, seconds) => {
    world.respondWith(respond);
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed', seconds });
  });

  it('records why there was no reply', async () => {
    world.respondWith(() => {
      throw new CalloutNoReply('This operation was aborted', { safe: false });
    });
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed', seconds: 5 });
    expect((await delivery())?.attempts).toEqual([
      expect.objectContaining({ error: 'CalloutNoReply: This operation was aborted' }),
    ]);
    expect(await world.endpoints.get(WEBHOOK.name)).toMatchObject({ window: { failures: 1 } });
  });

  it('is given up if its webhook is removed from the tenant file before the next attempt', async () => {
    world.respondWith(() => reply(500));
    await world.send({ orderId, sequence: 1 });
    const without = createDeliverWebhook({ ...world.ports, webhooks: [OFF] });
    const event = { orderId, sequence: 1, webhook: WEBHOOK.name, round: 1, owner: 'execution-1' };
    expect(await without(event)).toEqual({ outcome: 'not-sent' });
    expect(await without(event)).toEqual({ outcome: 'failed' });
    expect(await delivery()).toMatchObject({ status: 'failed', reason: expect.stringMatching(/tenant file/) });
    expect(world.requests).toHaveLength(1);
  });

  it('does not count against the endpoint if its own secret is missing or wrong', async () => {
    for (const secret of [undefined, { value: 'not a key' }]) {
      if (secret === undefined) world.secrets.delete('webhooks/crm-feed');
      else world.secrets.set('webhooks/crm-feed', secret);
      expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed' });
    }
    expect(world.requests).toEqual([]);
    expect(await world.endpoints.get(WEBHOOK.name)).toEqual({});
    expect((await delivery())?.attempts.map(({ error }) => error)).toEqual([
      expect.stringMatching(/There is no secret/),
      expect.stringMatching(/^WebhookSecretInvalid: Expected the secret/),
    ]);
    world.secrets.set('webhooks/crm-feed', { value: SIGNING_KEY });
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'delivered' });
  });
});

describe('two hosts', () => {
  it('do not send one delivery at the same time', async () => {
    const held = Promise.withResolvers<void>();
    world.respondWith(async () => {
      await held.promise;
      return reply(204);
    });
    const first = world.send({ orderId, sequence: 1 });
    await expect.poll(() => world.requests.length).toBe(1);
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed', seconds: 30 });
    expect(await world.send({ orderId, sequence: 1, owner: 'execution-2' })).toEqual({ outcome: 'duplicate' });
    held.resolve();
    expect(await first).toEqual({ outcome: 'delivered' });
    expect(world.requests).toHaveLength(1);
  });

  it('that start together send it once', async () => {
    const results = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => world.send({ orderId, sequence: 1, owner })));
    expect(world.requests).toHaveLength(1);
    expect(results).toContainEqual({ outcome: 'delivered' });
  });

  it('leave a waiting delivery to its owner unless the owner does not return', async () => {
    world.respondWith(() => reply(500));
    await world.send({ orderId, sequence: 1 });
    world.respondWith(() => reply(204));
    expect(await world.send({ orderId, sequence: 1, owner: 'execution-2' })).toEqual({ outcome: 'duplicate' });
    world.advance(2 * 3600);
    expect(await world.send({ orderId, sequence: 1, owner: 'execution-2' })).toEqual({ outcome: 'delivered' });
  });

  it('take over from one that died, after its claim has expired', async () => {
    world.respondWith(() => new Promise(() => undefined));
    void world.send({ orderId, sequence: 1 });
    await expect.poll(() => world.requests.length).toBe(1);
    world.respondWith(() => reply(204));
    world.advance(31);
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'delivered' });
    expect((await delivery())?.attempts).toHaveLength(2);
  });
});

describe('a receiver', () => {
  it.each([
    ['answers 410', () => reply(410)],
    ['sends webhook-delivery: disable', () => reply(400, { 'webhook-delivery': 'disable' })],
  ])('that %s ends the delivery and disables the webhook', async (_, respond) => {
    world.respondWith(respond);
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryGivenUp' });
    expect(await world.endpoints.get(WEBHOOK.name)).toMatchObject({ disabled: { reason: 'gone' } });
    expect(world.endpointChanges.map(({ message }) => message)).toEqual(['Webhook disabled']);
    const other = await world.orderWith();
    expect(await world.send({ orderId: other, sequence: 1 })).toEqual({ outcome: 'not-sent' });
    expect(await world.send({ orderId: other, sequence: 1 })).toEqual({ outcome: 'failed' });
    expect(world.requests).toHaveLength(1);
    expect(await world.deliveries.get({ ...key(), orderId: other })).toMatchObject({
      status: 'failed',
      reason: 'The webhook is disabled (gone).',
      attempts: [],
    });
  });

  it('that rejects one event ends only that delivery', async () => {
    world.respondWith(() => reply(422, { 'webhook-delivery': 'abort-message' }));
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryGivenUp' });
    expect(await world.endpoints.get(WEBHOOK.name)).toEqual({});
  });
});

describe('the circuit breaker', () => {
  async function open(): Promise<void> {
    world.respondWith(() => reply(500));
    for (let failures = 0; failures < CIRCUIT_BREAKER.minimumRequests; failures += 1)
      await world.send({ orderId: await world.orderWith(), sequence: 1 });
  }

  it('opens after ten failures, and postpones deliveries without using up their attempts', async () => {
    await open();
    expect(world.endpointChanges.map(({ message }) => message)).toEqual(['Webhook circuit breaker opened']);
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed', seconds: 60 });
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed', seconds: 120 });
    expect(world.requests).toHaveLength(CIRCUIT_BREAKER.minimumRequests);
    expect(await delivery()).toMatchObject({ status: 'waiting', putOff: 2, attempts: [] });
  });

  it('lets one delivery probe after a minute, and closes if the receiver accepts it', async () => {
    await open();
    world.advance(61);
    const held = Promise.withResolvers<void>();
    world.respondWith(async () => {
      await held.promise;
      return reply(204);
    });
    const probe = world.send({ orderId, sequence: 1 });
    await expect.poll(() => world.requests.length).toBe(CIRCUIT_BREAKER.minimumRequests + 1);
    const other = await world.orderWith();
    expect(await world.send({ orderId: other, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed' });
    held.resolve();
    expect(await probe).toEqual({ outcome: 'delivered' });
    expect(await world.send({ orderId: other, sequence: 1 })).toEqual({ outcome: 'delivered' });
    expect(await world.endpoints.get(WEBHOOK.name)).not.toHaveProperty('breaker');
  });

  it('of one endpoint does not affect another', async () => {
    await world.close();
    world = await startWebhookWorld([WEBHOOK, { ...WEBHOOK, name: 'other', url: 'https://other.example.org/' }]);
    orderId = await world.orderWith();
    await open();
    world.respondWith(() => reply(204));
    expect(await world.send({ orderId, sequence: 1, webhook: 'other' })).toEqual({ outcome: 'delivered' });
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed' });
  });
});

describe('an endpoint that fails for five days', () => {
  it('is reported three times, and then disabled', async () => {
    world.respondWith(() => reply(500));
    await world.send({ orderId, sequence: 1 });
    for (const share of [0.5, 0.2, 0.2, 0.1]) {
      world.advance((FAILURE_LIMIT.limitMs / 1000) * share);
      await world.send({ orderId: await world.orderWith(), sequence: 1 });
    }
    expect(world.endpointChanges.map(({ message }) => message)).toEqual([
      ...[50, 70, 90].map(
        (percent) => `Webhook keeps failing: ${percent} % of the time until it is disabled has passed`,
      ),
      'Webhook disabled',
    ]);
    expect(await world.endpoints.get(WEBHOOK.name)).toMatchObject({ disabled: { reason: 'failing' } });
  });
});
