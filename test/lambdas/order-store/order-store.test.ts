import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayShardOf, orderKey, statusShardOf } from '../../../core/order/order-keys.ts';
import { isAtRest, ORDER_STATUSES, ORDER_TRANSITIONS, type OrderStatus } from '../../../core/order/order-status.ts';
import type { StatusChange } from '../../../lambdas/order-store/order-store.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { storedOrder } from '../api/stored-order.ts';

let world: OrderWorld;
let number = 0;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const AT = '2026-11-22T10:00:05.000Z';

/** Stores an order with a status. Its run has ended unless it is submitted or processing. */
async function stored(status: OrderStatus, degraded: readonly string[] = []) {
  number += 1;
  const base = storedOrder(number, { status, degraded });
  const ended = status === 'submitted' || status === 'processing' ? {} : { finishedAt: AT, outcome: status };
  const order = { ...base, runs: base.runs.map((run) => ({ ...run, ...ended })) };
  await world.orders.put(order);
  return order;
}

function change(orderId: string, to: OrderStatus, more: Partial<StatusChange> = {}): StatusChange {
  return { orderId, run: 1, to, events: [{ type: 'order.error', occurredAt: AT, run: 1 }], at: AT, ...more };
}

async function itemOf(orderId: string): Promise<Record<string, unknown>> {
  const { Item } = await world.client.send(new GetCommand({ TableName: world.table, Key: orderKey(orderId) }));
  return Item ?? {};
}

describe('put', () => {
  it('stores an order once, and a repeat changes nothing', async () => {
    const order = storedOrder(100_001, { status: 'submitted' });
    expect(await world.orders.put(order)).toBe(true);
    expect(await world.orders.put({ ...order, payload: { other: true } })).toBe(false);
    expect(await world.orders.get(order.id)).toMatchObject(order);
  });

  it('returns any JSON as it was sent, even values that DynamoDB rejects as attributes', async () => {
    const payload = JSON.parse(
      '{"":"","big":12345678901234567890123,"__proto__":{"a":1},"deep":[[[null]]],"e":"é\\u0000"}',
    );
    const order = storedOrder(100_002, { payload });
    await world.orders.put(order);
    const { payload: read } = (await world.orders.get(order.id)) ?? {};
    expect(JSON.stringify(read)).toBe(JSON.stringify(payload));
  });

  it('returns nothing for a missing order', async () => {
    const id = `order-${'0'.repeat(32)}`;
    expect(await world.orders.get(id)).toBeUndefined();
    expect(await world.orders.statusOf(id)).toBeUndefined();
    expect(await world.orders.getWithSteps(id)).toBeUndefined();
    await expect(world.orders.markUnpublished(id)).resolves.toBeUndefined();
    expect(await world.orders.get(id)).toBeUndefined();
  });
});

describe('changeStatus', () => {
  const moves = ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => [from, to] as const));
  // Only a resume, which adds a run, changes the status of an order that has ended.
  const isAllowed = (from: OrderStatus, to: OrderStatus) =>
    ORDER_TRANSITIONS[from].includes(to) && (isAtRest(to) || !isAtRest(from));

  it.each(moves)('from %s to %s follows the transition table', async (from, to) => {
    const order = await stored(from);
    const after = await world.orders.changeStatus(change(order.id, to));
    const now = await world.orders.get(order.id);
    expect(after?.status).toBe(isAllowed(from, to) ? to : undefined);
    expect(now).toMatchObject(
      isAllowed(from, to)
        ? { status: to, updatedAt: AT, events: [{ type: 'order.submitted' }, { type: 'order.error' }] }
        : order,
    );
  });

  it('is made once if it is sent twice', async () => {
    const { id } = await stored('processing');
    const failure = { step: 'zuora', code: 'card_declined', message: 'No.' };
    expect(await world.orders.changeStatus(change(id, 'failed', { failure }))).toMatchObject({ failure });
    expect(await world.orders.changeStatus(change(id, 'failed', { failure }))).toBeUndefined();
    const order = await world.orders.get(id);
    expect(order?.events).toHaveLength(2);
    expect(order?.runs).toMatchObject([{ number: 1, finishedAt: AT, outcome: 'failed' }]);
  });

  it('leaves the run open until the order is at rest', async () => {
    const { id } = await stored('submitted');
    expect((await world.orders.changeStatus(change(id, 'processing')))?.runs[0]).not.toHaveProperty('finishedAt');
  });

  it('changes nothing for another run', async () => {
    const order = await stored('processing');
    expect(await world.orders.changeStatus(change(order.id, 'complete', { run: 2 }))).toBeUndefined();
    expect(await world.orders.get(order.id)).toMatchObject(order);
  });

  it('removes the failure of an earlier run when a later one completes', async () => {
    const first = storedOrder(100_010);
    const failure = { step: 'zuora', code: 'failed', message: 'No.' };
    const runs = [1, 2].flatMap((run) => first.runs.map((record) => ({ ...record, number: run })));
    await world.orders.put({ ...first, status: 'processing', failure, runs });
    const after = await world.orders.changeStatus(change(first.id, 'complete', { run: 2 }));
    expect(after).toMatchObject({ status: 'complete', runs: [{ number: 1 }, { number: 2, outcome: 'complete' }] });
    expect(after).not.toHaveProperty('failure');
    expect(after?.runs[0]).not.toHaveProperty('outcome');
  });

  it('moves the order in the status index, removes a complete one, and keeps its day', async () => {
    const { id, createdAt } = await stored('submitted');
    const dayShard = dayShardOf(createdAt.slice(0, 10), id);
    expect(await itemOf(id)).toMatchObject({ statusShard: statusShardOf('submitted', id), dayShard });
    await world.orders.changeStatus(change(id, 'processing'));
    expect(await itemOf(id)).toMatchObject({ statusShard: statusShardOf('processing', id), dayShard });
    await world.orders.changeStatus(change(id, 'complete'));
    expect(await itemOf(id)).not.toHaveProperty('statusShard');
    expect(await itemOf(id)).toMatchObject({ dayShard });
  });
});

describe('degrade', () => {
  const degradation = (orderId: string, run = 1) => ({
    orderId,
    run,
    step: 'warehouse',
    events: [{ type: 'order.degraded' as const, occurredAt: AT, run }],
    at: AT,
  });

  it.each(['submitted', 'processing', 'complete'] as const)('adds a step of a %s order once', async (status) => {
    const { id } = await stored(status, ['mail']);
    expect(await world.orders.degrade(degradation(id))).toMatchObject({ status, degraded: ['mail', 'warehouse'] });
    expect(await world.orders.degrade(degradation(id))).toBeUndefined();
    expect((await world.orders.get(id))?.events).toHaveLength(2);
  });

  it.each(['failed', 'held', 'cancelled'] as const)('adds nothing to a %s order', async (status) => {
    const order = await stored(status);
    expect(await world.orders.degrade(degradation(order.id))).toBeUndefined();
    expect(await world.orders.get(order.id)).toMatchObject(order);
  });

  it('adds nothing for another run', async () => {
    const { id } = await stored('processing');
    expect(await world.orders.degrade(degradation(id, 2))).toBeUndefined();
  });
});

describe('the mark of unpublished events', () => {
  it('can be set and removed repeatedly', async () => {
    const { id } = await stored('processing');
    for (const _ of [1, 2]) await world.orders.markUnpublished(id);
    expect(await world.unfinished.unpublished(100)).toContain(id);
    for (const _ of [1, 2]) await world.orders.markPublished(id, 1);
    expect(await world.unfinished.unpublished(100)).not.toContain(id);
  });

  it('is set by the write that adds the events, on request', async () => {
    const [{ id: failed }, { id: degraded }, { id: other }] = [
      await stored('processing'),
      await stored('complete'),
      await stored('processing'),
    ];
    await world.orders.changeStatus({ ...change(failed, 'failed'), marksUnpublished: true });
    const events = [{ type: 'order.degraded' as const, occurredAt: AT, run: 1 }];
    await world.orders.degrade({ orderId: degraded, run: 1, step: 'mail', events, at: AT, marksUnpublished: true });
    await world.orders.changeStatus(change(other, 'failed'));
    const marked = await world.unfinished.unpublished(100);
    expect(marked).toEqual(expect.arrayContaining([failed, degraded]));
    expect(marked).not.toContain(other);
  });

  it('stays if an event was added since', async () => {
    const { id } = await stored('processing');
    await world.orders.markUnpublished(id);
    await world.orders.changeStatus(change(id, 'complete'));
    await world.orders.markPublished(id, 1);
    expect(await world.unfinished.unpublished(100)).toContain(id);
  });
});
