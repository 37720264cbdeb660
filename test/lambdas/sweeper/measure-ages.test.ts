import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import { createMeasureAges, type MeasureAgesPorts } from '../../../lambdas/sweeper/measure-ages.ts';
import { createDeliveryIndex } from '../../../lambdas/webhook-store/delivery-index.ts';
import { redeliver } from '../../../lambdas/webhook-store/redeliver.ts';
import { failedOrHeldOrder, operation } from '../api/operate-orders/operate-world.ts';
import { reply, startWebhookWorld, WEBHOOK, type WebhookWorld } from '../webhook-sender/webhook-world.ts';

const NONE_QUEUED = { queued: async () => [] };
const OTHER = { ...WEBHOOK, name: 'other' };

let world: WebhookWorld;
beforeEach(async () => {
  world = await startWebhookWorld([WEBHOOK, OTHER]);
});
afterEach(() => world.close());

/** Measures once. Returns the published metrics and the reported errors. */
async function measured(ports: Partial<MeasureAgesPorts> = {}) {
  const result = { orders: [] as unknown[], webhooks: [] as unknown[], errors: [] as string[] };
  await createMeasureAges({
    unfinished: world.unfinished,
    orders: world.orders,
    deliveries: createDeliveryIndex(world.client, world.table),
    webhooks: [WEBHOOK.name, OTHER.name],
    publishOrders({ oldestOrder }, about) {
      if (oldestOrder !== undefined) result.orders.push([oldestOrder, about?.orderId]);
    },
    publishWebhook: ({ oldestDelivery }, about) => void result.webhooks.push([about?.webhook, oldestDelivery]),
    onError: (message) => void result.errors.push(message),
    now: world.now,
    ...ports,
  })();
  return result;
}

async function changed(orderId: string, to: OrderStatus): Promise<void> {
  await world.orders.changeStatus({ orderId, run: 1, to, events: [], at: world.now().toISOString() });
}

describe('the age of the oldest run', () => {
  it('is 0 if no order is running', async () => {
    expect((await measured()).orders).toEqual([[0, undefined]]);
  });

  it('is that of the first order, started or not, and of the next one once the first is complete', async () => {
    const first = await world.submitted();
    world.advance(100);
    const second = await world.submitted();
    world.advance(20);
    expect((await measured()).orders).toEqual([[120, first.id]]);
    await changed(first.id, 'processing');
    expect((await measured()).orders).toEqual([[120, first.id]]);
    await changed(first.id, 'complete');
    expect((await measured()).orders).toEqual([[20, second.id]]);
  });

  it.each<OrderStatus>(['held', 'failed', 'cancelled'])('ignores an order that is %s', async (status) => {
    const { id } = await world.submitted();
    await changed(id, 'processing');
    world.advance(60);
    await changed(id, status);
    world.advance(60);
    expect((await measured()).orders).toEqual([[0, undefined]]);
  });

  it('counts from the resume of an order, so that a younger order can have the oldest run', async () => {
    const { id } = await failedOrHeldOrder(world);
    world.advance(86_400);
    const younger = await world.submitted();
    world.advance(300);
    await operation(world).send(`/${id}/resume`, { reason: 'Repaired.' });
    world.advance(10);
    expect((await measured()).orders).toEqual([[310, younger.id]]);
    await changed(younger.id, 'complete');
    expect((await measured()).orders).toEqual([[10, id]]);
  });

  it('reads only one order, however many are running, if none was resumed', async () => {
    for (let count = 0; count < 12; count += 1) {
      await world.submitted();
      world.advance(1);
    }
    const read: string[] = [];
    const get = (id: string) => {
      read.push(id);
      return world.orders.get(id);
    };
    expect((await measured({ orders: { get } })).orders).toEqual([[12, read[0]]]);
    expect(read).toHaveLength(1);
  });

  it('ignores an order that has ended, although the index still lists it', async () => {
    const gone = { id: `order-${'0'.repeat(32)}`, createdAt: '2026-01-01T00:00:00.000Z' };
    const { id, createdAt } = await world.submitted();
    world.advance(5);
    const unfinished = { ...NONE_QUEUED, firstUnderWay: async () => [gone, { id, createdAt }] };
    expect((await measured({ unfinished })).orders).toEqual([[5, id]]);
  });
});

describe('the age of the oldest queued order', () => {
  it('counts from its submission, and is 0 without one', async () => {
    const ages: unknown[] = [];
    const measure = () =>
      measured({
        publishOrders({ oldestQueued }, about) {
          if (oldestQueued !== undefined) ages.push([oldestQueued, about?.orderId]);
        },
      });
    await measure();
    const first = await world.submitted();
    world.advance(30);
    const second = await world.submitted();
    for (const order of [second, first]) await world.lanes.queue(order);
    world.advance(10);
    await measure();
    await changed(first.id, 'processing');
    await measure();
    expect(ages).toEqual([
      [0, undefined],
      [40, first.id],
      [10, second.id],
    ]);
  });
});

describe('the age of the oldest waiting delivery', () => {
  it('is not published while the receiver accepts events, or before anything was sent', async () => {
    expect((await measured()).webhooks).toEqual([]);
    await world.send({ orderId: await world.orderWith(), sequence: 1 });
    expect((await measured()).webhooks).toEqual([]);
  });

  it('counts from the first attempt, per webhook, until the receiver accepts the event', async () => {
    world.respondWith(() => reply(500));
    const orderId = await world.orderWith();
    await world.send({ orderId, sequence: 1 });
    world.advance(600);
    await world.send({ orderId, sequence: 1 });
    await world.send({ orderId: await world.orderWith(), sequence: 1 });
    expect((await measured()).webhooks).toEqual([[WEBHOOK.name, 600]]);
    world.respondWith(() => reply(204));
    await world.send({ orderId, sequence: 1 });
    expect((await measured()).webhooks).toEqual([[WEBHOOK.name, 0]]);
  });

  it('includes an event that cannot be sent because its secret is missing', async () => {
    world.secrets.clear();
    await world.send({ orderId: await world.orderWith(), sequence: 1 });
    world.advance(60);
    expect((await measured()).webhooks).toEqual([[WEBHOOK.name, 60]]);
  });

  it('is no longer published once the delivery is given up, and is again once an operator redelivers it', async () => {
    const key = { orderId: await world.orderWith(), sequence: 1, webhook: WEBHOOK.name };
    world.respondWith(() => reply(410));
    await world.send(key);
    world.advance(60);
    expect((await measured()).webhooks).toEqual([]);
    const failed = await world.deliveries.get(key);
    expect(failed?.status).toBe('failed');
    if (failed !== undefined) await redeliver(failed, { ...world, startDelivery: async () => true });
    expect((await measured()).webhooks).toEqual([[WEBHOOK.name, 60]]);
  });
});

describe('an age that cannot be read', () => {
  it('is reported and left out, and the others are published', async () => {
    world.respondWith(() => reply(500));
    const orderId = await world.orderWith();
    await world.send({ orderId, sequence: 1 });
    world.advance(1);
    const firstUnderWay = async () => {
      throw new Error('Rate exceeded');
    };
    expect(await measured({ unfinished: { ...NONE_QUEUED, firstUnderWay } })).toEqual({
      orders: [],
      webhooks: [[WEBHOOK.name, 1]],
      errors: ['Could not read the age of the oldest run'],
    });
    const { positions } = createDeliveryIndex(world.client, world.table);
    const throttled = (...[filter]: Parameters<typeof positions>) => {
      if (filter.webhooks.includes(OTHER.name)) throw new Error('Rate exceeded');
      return positions(filter);
    };
    expect(await measured({ deliveries: { positions: throttled } })).toEqual({
      orders: [[1, orderId]],
      webhooks: [[WEBHOOK.name, 1]],
      errors: ['Could not read the age of the oldest delivery of webhook other'],
    });
  });
});
