import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disabledEndpoint } from '../../../core/webhooks/endpoint-state.ts';
import { createDeliverWebhook } from '../../../lambdas/webhook-sender/deliver-webhook.ts';
import { reply, startWebhookWorld, WEBHOOK, type WebhookWorld } from './webhook-world.ts';

let world: WebhookWorld;
let orderId: string;
beforeEach(async () => {
  world = await startWebhookWorld();
  orderId = await world.orderWith();
});
afterEach(() => world.close());

const OF_WEBHOOK = { webhook: WEBHOOK.name };
const FAILED = [{ triesFailed: 1, disabled: 0 }, OF_WEBHOOK];

describe('the metrics of the sender', () => {
  it('count nothing if the receiver accepts an event, at once or on a retry', async () => {
    await world.send({ orderId, sequence: 1 });
    await world.send({ orderId, sequence: 1 });
    await world.send({ orderId: await world.orderWith(), sequence: 9 });
    expect(world.publishedMetrics).toEqual([]);
  });

  it('count every failed attempt, and the event once when it is given up', async () => {
    world.respondWith(() => reply(500));
    for (let tries = 0; tries < 9; tries += 1) await world.send({ orderId, sequence: 1 });
    expect(world.publishedMetrics).toEqual(Array.from({ length: 9 }, () => FAILED));
    await world.send({ orderId, sequence: 1 });
    expect(world.publishedMetrics.slice(9)).toEqual([[{ triesFailed: 1, givenUp: 1, disabled: 0 }, OF_WEBHOOK]]);
    await world.send({ orderId, sequence: 1 });
    expect(world.publishedMetrics).toHaveLength(10);
  });

  it('count an attempt that failed because its secret is missing', async () => {
    world.secrets.clear();
    await world.send({ orderId, sequence: 1 });
    expect(world.publishedMetrics).toEqual([FAILED]);
  });

  it('count a webhook once when its receiver disables it, and each event that is then lost', async () => {
    world.respondWith(() => reply(410));
    await world.send({ orderId, sequence: 1 });
    const other = await world.orderWith();
    await world.send({ orderId: other, sequence: 1 });
    await world.send({ orderId: other, sequence: 1 });
    expect(world.publishedMetrics).toEqual([
      [{ triesFailed: 1, givenUp: 1, disabled: 1 }, OF_WEBHOOK],
      [{ givenUp: 1 }, OF_WEBHOOK],
    ]);
  });

  it('do not count an event that the receiver does not want', async () => {
    world.respondWith(() => reply(422, { 'webhook-delivery': 'abort-message' }));
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryGivenUp' });
    expect(world.publishedMetrics).toEqual([[{ triesFailed: 0, givenUp: 0, disabled: 0 }, OF_WEBHOOK]]);
  });

  it('do not count an event of a webhook that an operator disabled', async () => {
    await world.endpoints.change(WEBHOOK.name, (state) => disabledEndpoint(state, 'operator', world.now()));
    expect(await world.send({ orderId, sequence: 1 })).toEqual({ outcome: 'not-sent' });
    expect(world.publishedMetrics).toEqual([]);
  });

  it('do not count an event of a webhook that was removed from the tenant file', async () => {
    world.respondWith(() => reply(500));
    await world.send({ orderId, sequence: 1 });
    const without = createDeliverWebhook({ ...world.ports, webhooks: [] });
    expect(await without({ orderId, sequence: 1, ...OF_WEBHOOK, round: 1, owner: 'execution-1' })).toEqual({
      outcome: 'not-sent',
    });
    expect(world.publishedMetrics).toEqual([FAILED]);
  });

  it('do not count a delivery that waits for the circuit breaker or another host', async () => {
    world.respondWith(() => reply(500));
    for (let failures = 0; failures < 10; failures += 1)
      await world.send({ orderId: await world.orderWith(), sequence: 1 });
    expect(world.publishedMetrics).toHaveLength(10);
    expect(await world.send({ orderId, sequence: 1 })).toMatchObject({ error: 'DeliveryPostponed' });
    expect(world.publishedMetrics).toHaveLength(10);
  });
});
