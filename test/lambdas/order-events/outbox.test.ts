import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderRecord } from '../../../core/order/order-record.ts';
import {
  createMarkedOutbox,
  createRetriedOutbox,
  type OutboxPorts,
  publishAll,
  publishMarked,
  type ReportedChange,
} from '../../../lambdas/order-events/outbox.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const busDown: OutboxPorts['publishEvents'] = async () => {
  throw new Error('the bus is down');
};

const publishedTypes = (id: string) => world.published.filter(({ orderId }) => orderId === id).map(({ type }) => type);
const isMarked = async (id: string) => (await world.unfinished.unpublished(1_000)).includes(id);

async function processing(): Promise<OrderRecord> {
  const { id } = await world.submitted();
  const at = world.now().toISOString();
  const order = await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
  if (order === undefined) throw new TypeError('Expected the order to be processing.');
  return order;
}

/** A change that completes an order. */
function completion(order: OrderRecord): ReportedChange {
  const at = world.now().toISOString();
  const event = { type: 'order.completed', occurredAt: at, run: 1 } as const;
  return {
    orderId: order.id,
    added: { run: 1, types: [event.type] },
    async write(mark) {
      const change = { orderId: order.id, run: 1, to: 'complete', events: [event], at } as const;
      const after = await world.orders.changeStatus({ ...change, ...mark });
      return after && { before: order, after };
    },
  };
}

describe('the outbox of a writer that is retried', () => {
  it('publishes the events of a change, and publishes them again if the change was made before', async () => {
    const order = await processing();
    const outbox = createRetriedOutbox(world);
    expect(await outbox.publishWith(completion(order))).toMatchObject({ status: 'complete' });
    expect(await outbox.publishWith(completion(order))).toMatchObject({ status: 'complete' });
    expect(publishedTypes(order.id)).toEqual(['order.completed', 'order.completed']);
    expect(await isMarked(order.id)).toBe(false);
  });

  it('marks the order only if publishing fails', async () => {
    const order = await processing();
    const outbox = createRetriedOutbox({ ...world, publishEvents: busDown });
    await expect(outbox.publishWith(completion(order))).rejects.toThrow('the bus is down');
    expect(await isMarked(order.id)).toBe(true);
  });
});

describe('the outbox of a writer that is not retried', () => {
  it('marks the order with the change, and removes the mark after publishing', async () => {
    const order = await processing();
    let wasMarked = false;
    const publishEvents: OutboxPorts['publishEvents'] = async (events) => {
      wasMarked = await isMarked(order.id);
      await world.publishEvents(events);
    };
    await createMarkedOutbox({ ...world, publishEvents }).publishWith(completion(order));
    expect(wasMarked).toBe(true);
    expect(await isMarked(order.id)).toBe(false);
    expect(publishedTypes(order.id)).toEqual(['order.completed']);
  });

  it('leaves the mark to the sweeper if publishing fails', async () => {
    const order = await processing();
    const outbox = createMarkedOutbox({ ...world, publishEvents: busDown });
    await expect(outbox.publishWith(completion(order))).rejects.toThrow('the bus is down');
    expect(await isMarked(order.id)).toBe(true);

    const marked = await world.orders.get(order.id);
    if (marked === undefined) throw new TypeError('Expected the order to be stored.');
    await publishAll(marked, world);
    expect(await isMarked(order.id)).toBe(false);
    expect(publishedTypes(order.id)).toEqual(['order.submitted', 'order.completed']);
  });
});

describe('the events that are due after a marked change', () => {
  const FIRST = { type: 'order.submitted', occurredAt: '2026-03-02T09:30:00.000Z', run: 1 } as const;
  const ERROR = {
    type: 'order.error',
    occurredAt: '2026-03-02T09:30:01.000Z',
    run: 1,
    data: { step: 'first' },
  } as const;
  const CANCELLED = { type: 'order.cancelled', occurredAt: '2026-03-02T09:31:00.000Z', run: 1 } as const;

  async function due(changes: Partial<OrderRecord>, secondsLater = 0): Promise<readonly string[]> {
    const stored = await processing();
    const before = { ...stored, events: [FIRST, ERROR], ...changes };
    const published: string[] = [];
    await publishMarked(
      { before, after: { ...before, status: 'cancelled', events: [...before.events, CANCELLED] } },
      {
        orders: world.orders,
        publishEvents: async (events) => void published.push(...events.map(({ type }) => type)),
        now: () => new Date(Date.parse(CANCELLED.occurredAt) + secondsLater * 1000),
      },
    );
    return published;
  }

  it('are the new ones, and those that the run may still be publishing', async () => {
    expect(await due({})).toEqual(['order.error', 'order.cancelled']);
    expect(await due({}, 3_600)).toEqual(['order.cancelled']);
  });

  it('are all events of an order that was marked before, or that may not have published its first event', async () => {
    const all = ['order.submitted', 'order.error', 'order.cancelled'];
    expect(await due({ unpublishedShard: 'unpublished#0' }, 3_600)).toEqual(all);
    expect(await due({ status: 'submitted' }, 3_600)).toEqual(all);
  });
});
