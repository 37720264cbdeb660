import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createOperatorStore } from '../../../lambdas/order-store/operator-store.ts';
import { createOrderIndex } from '../../../lambdas/order-store/order-index.ts';
import { createCompleteOrder } from '../../../lambdas/run-outcome/complete-order.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { exampleStep } from '../../state-machines/example-sequences.ts';
import { operation } from '../api/operate-orders/operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

/** Returns how many orders the list of those that need a person has of a step and a code. */
async function listed(step: string, code?: string): Promise<number> {
  const filter = {
    step,
    ...(code !== undefined && { code }),
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-12-31T00:00:00.000Z',
  };
  return (await createOrderIndex(world.client, world.table).page(filter, undefined, 10)).orders.length;
}

async function processing(): Promise<string> {
  const { id } = await world.submitted();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at: world.now().toISOString() });
  return id;
}

const failureOf = (step: string) => ({ step, error: 'PluginFailed', cause: '' });

describe('the list of orders that need a person', () => {
  it('has a failed order from the write that fails it until it is resumed', async () => {
    const orderId = await processing();
    const complete = createCompleteOrder(world);
    for (const _ of [1, 2]) await complete({ action: 'fail', orderId, run: 1, failure: failureOf('second') });
    const { failure } = (await world.orders.get(orderId)) ?? {};
    expect(await listed('second', failure?.code)).toBe(1);
    expect(await listed('second', 'another')).toBe(0);
    await operation(world).send(`/${orderId}/resume`, { reason: 'Mended.' });
    expect(await listed('second')).toBe(0);
  });

  it('has a failed order until it is cancelled', async () => {
    const orderId = await processing();
    await createCompleteOrder(world)({ action: 'hold', orderId, run: 1, failure: failureOf('second') });
    expect(await listed('second')).toBe(1);
    await operation(world).send(`/${orderId}/cancel`, { reason: 'Not wanted.' });
    expect(await listed('second')).toBe(0);
  });

  it('has a degraded order by the latest step that it lacks, until it lacks none', async () => {
    const orderId = await processing();
    const complete = createCompleteOrder(world);
    for (const id of ['first', 'second']) {
      const heal = { step: exampleStep(id, { critical: false }), results: {} };
      await complete({ action: 'note-failure', orderId, run: 1, failure: failureOf(id), heal });
    }
    await complete({ action: 'complete', orderId, run: 1 });
    expect([await listed('first'), await listed('second')]).toEqual([0, 1]);
    await complete({ action: 'healed', orderId, run: 1, step: 'second' });
    expect([await listed('first'), await listed('second')]).toEqual([1, 0]);
    await complete({ action: 'healed', orderId, run: 1, step: 'first' });
    expect([await listed('first'), await listed('second')]).toEqual([0, 0]);
  });

  it('keeps an order whose cancellation lost to another change', async () => {
    const orderId = await processing();
    await createCompleteOrder(world)({ action: 'fail', orderId, run: 1, failure: failureOf('second') });
    const order = await world.orders.get(orderId);
    if (order === undefined) throw new TypeError('Expected an order.');
    const action = { id: 'a', action: 'cancel', run: 1, by: 'ada', at: world.now().toISOString(), reason: '' } as const;
    const event = { type: 'order.cancelled', occurredAt: action.at, run: 1 } as const;
    const store = createOperatorStore(world.client, world.table);
    expect(await store.cancel({ order: { ...order, status: 'held' }, event, action })).toBeUndefined();
    expect(await listed('second')).toBe(1);
  });
});
