import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OperatorPorts } from '../../../../lambdas/api/operate-orders/operator-ports.ts';
import { processEventsOf } from '../../../../lambdas/api/read-orders/process-events.ts';
import { createOperatorStepStore } from '../../../../lambdas/order-store/operator-step-store.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { degraded, failedOrHeldOrder, LOST, operation, problemIn, runStep } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const REASON = { reason: 'Looked it up in Zuora.' };

describe('skip and complete', () => {
  it("record an operator's decision as the final result of a step", async () => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'unknown', error: LOST });
    const { order } = operation(world);

    const view = await order(`/${id}/steps/second/complete`, { ...REASON, output: { subscriptionNumber: 'S-7' } });

    expect(view).toMatchObject({ status: 'held', subscriptionReference: 'S-7' });
    expect(view.steps[1]).toMatchObject({ status: 'succeeded', attempts: 1 });
    const attribution = { by: 'ada (client console)', at: world.now().toISOString(), ...REASON };
    expect(await world.steps.get(id, 'second')).toMatchObject({
      status: 'succeeded',
      output: { subscriptionNumber: 'S-7' },
      completedBy: attribution,
      attempts: [{ outcome: 'unknown' }],
    });
    const found = await world.orders.getWithSteps(id);
    const [event] = found === undefined ? [] : processEventsOf(found);
    expect(event?.operations).toEqual([{ action: 'complete', step: 'second', ...attribution }]);
    expect(world.published).toEqual([]);
  });

  it('apply to a step that never ran, so that the next run continues', async () => {
    const order = await failedOrHeldOrder(world);
    const { send, problem, calls } = operation(world);
    const steps = [...(order.runs[0]?.steps ?? [])];
    expect(steps.map(({ id }) => id)).toEqual(['first', 'second']);
    const view = await send(`/${order.id}/steps/second/skip`, REASON);
    expect(view.body).toMatchObject({
      status: 'failed',
      steps: [{}, { status: 'skipped', skipped: `Operator: ${REASON.reason}` }],
    });
    expect(await problem(`/${order.id}/steps/second/skip`, REASON)).toBe('409 step-not-operable');
    await send(`/${order.id}/resume`, REASON);
    expect(calls).toEqual(['start r2']);
  });

  it('clear a degraded step, with an event', async () => {
    for (const action of ['skip', 'complete'] as const) {
      const id = await degraded(world);
      const view = await operation(world).order(`/${id}/steps/second/${action}`, REASON);
      expect(view).toMatchObject({ status: 'complete', degraded: [] });
      expect(world.published.at(-1)).toMatchObject({
        orderId: id,
        type: 'order.healed',
        data: { step: 'second', by: action, ...REASON },
      });
    }
  });

  it('clear a degraded step while other requests change the degraded steps', async () => {
    const id = await degraded(world);
    const at = world.now().toISOString();
    let reads = 0;
    const getWithSteps = async (orderId: string) => {
      const found = await world.orders.getWithSteps(orderId);
      reads += 1;
      if (reads === 1) await world.orders.degrade({ orderId, run: 1, step: 'other', events: [], at });
      return found;
    };
    const view = await operation(world, { orders: { ...world.orders, getWithSteps } }).order(
      `/${id}/steps/second/skip`,
      REASON,
    );
    expect(view.degraded).toEqual(['other']);
  });

  it('are rejected if a new run is already waiting for the step: its state would not be notified', async () => {
    const { id } = await failedOrHeldOrder(world, 'held', { outcome: 'waiting' });
    const step = { id: 'second', name: 'second', service: 'test', effect: 'at-most-once' } as const;
    const waitAgain = (taskToken: string) => world.steps.replaceTaskToken({ orderId: id, run: 2, step, taskToken });
    for (const taskToken of ['T-1', 'T-2']) {
      const getWithSteps = async (orderId: string) => {
        const found = await world.orders.getWithSteps(orderId);
        expect(await waitAgain(taskToken)).toBe(true);
        return found;
      };
      const { problem } = operation(world, { orders: { ...world.orders, getWithSteps } });
      expect(await problem(`/${id}/steps/second/skip`, REASON)).toBe('409 step-not-operable');
    }
    expect(await world.steps.get(id, 'second')).toMatchObject({ status: 'waiting', taskToken: 'T-2' });
    expect((await operation(world).send(`/${id}/steps/second/skip`, REASON)).status).toBe(200);
  });

  it('marks the order for the sweeper if the event cannot be published', async () => {
    const id = await degraded(world);
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    const { send, reported } = operation(world, { publishEvents });
    expect((await send(`/${id}/steps/second/skip`, REASON)).status).toBe(200);
    expect(reported).toEqual(['Could not publish events; the sweeper will publish them']);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });
});

describe('a repeat of skip or complete', () => {
  const ACTIONS = ['skip', 'complete'] as const;
  const crash = async () => {
    throw new Error('the function was killed');
  };
  const crashing = (): Partial<OperatorPorts> => ({
    orders: { ...world.orders, clearDegraded: crash },
  });
  const healed = () => world.published.filter(({ type }) => type === 'order.healed');

  it.each(ACTIONS)('clears the degraded step if the first request failed before it could: %s', async (action) => {
    const id = await degraded(world);
    const path = `/${id}/steps/second/${action}`;
    await expect(operation(world, crashing()).send(path, REASON)).rejects.toThrow('the function was killed');
    expect(await world.orders.get(id)).toMatchObject({ degraded: ['second'] });

    expect(await operation(world).order(path, { reason: 'Sent again.' })).toMatchObject({ degraded: [] });
    expect(healed()).toMatchObject([{ data: { step: 'second', by: action, ...REASON } }]);
    expect((await world.steps.get(id, 'second'))?.operations).toHaveLength(1);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
    expect(await operation(world).problem(path, REASON)).toBe('409 step-not-operable');
  });

  it('is rejected if it differs from the first', async () => {
    const id = await degraded(world);
    const done = { ...REASON, output: { parcel: 'P1' } };
    await expect(operation(world, crashing()).send(`/${id}/steps/second/complete`, done)).rejects.toThrow();
    const { problem, send } = operation(world);
    expect(await problem(`/${id}/steps/second/complete`, REASON)).toBe('409 step-not-operable');
    expect(await problem(`/${id}/steps/second/skip`, REASON)).toBe('409 step-not-operable');
    expect(await problem(`/${id}/steps/second/retry`, REASON)).toBe('409 step-not-operable');
    expect(healed()).toEqual([]);
    expect((await send(`/${id}/steps/second/complete`, done)).body).toMatchObject({ degraded: [] });
  });

  it('is required if the order changed during every try of the first request', async () => {
    const id = await degraded(world);
    const orders = { ...world.orders, clearDegraded: async () => undefined };
    const path = `/${id}/steps/second/complete`;
    expect(await operation(world, { orders }).problem(path, REASON)).toBe('409 step-not-operable');
    expect(await operation(world).order(path, REASON)).toMatchObject({ degraded: [] });
    expect(healed()).toHaveLength(1);
  });

  it('is not needed to publish the event if the function ends before it could: the order is marked', async () => {
    const id = await degraded(world);
    let marked: readonly string[] = [];
    const publishEvents = async () => {
      marked = await world.unfinished.unpublished(10);
    };
    await operation(world, { publishEvents }).send(`/${id}/steps/second/skip`, REASON);
    expect(marked).toEqual([id]);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });

  it('publishes the events of an order that was already marked', async () => {
    const id = await degraded(world);
    await world.orders.markUnpublished(id);
    world.advance(86_400);
    await operation(world).send(`/${id}/steps/second/skip`, REASON);
    expect(world.published.map(({ type }) => type)).toEqual(['order.submitted', 'order.healed']);
    expect(await world.unfinished.unpublished(10)).toEqual([]);
  });
});

describe('an action on a step', () => {
  it.each(['retry', 'skip', 'complete'])('is rejected during an attempt: %s', async (action) => {
    const order = await failedOrHeldOrder(world, 'held', { outcome: 'running' });
    const { problem } = operation(world);
    expect(await problem(`/${order.id}/steps/second/${action}`, REASON)).toBe('409 step-not-operable');
    world.advance(61);
    expect(await problem(`/${order.id}/steps/second/${action}`, REASON)).toMatch(/^answered 20/);
  });

  it.each([
    ['100 short ones', 100, 'x'],
    ['44 long ones', 44, '€'.repeat(500)],
  ])("is rejected if the step's item has no room for another action: %s", async (_, count, reason) => {
    const { id } = await failedOrHeldOrder(world);
    const at = world.now().toISOString();
    const operations = Array.from({ length: count }, () => ({
      action: 'retry' as const,
      run: 1,
      by: 'ada',
      at,
      reason,
    }));
    const withActions = (kept: number) => ({
      ...world.orders,
      getWithSteps: async (orderId: string) => {
        const found = await world.orders.getWithSteps(orderId);
        return (
          found && { ...found, steps: found.steps.map((step) => ({ ...step, operations: operations.slice(0, kept) })) }
        );
      },
    });
    const problemWith = (kept: number) =>
      operation(world, {
        orders: withActions(kept),
        operatorSteps: { ...world.operatorSteps, decide: async () => true },
      }).problem(`/${id}/steps/second/retry`, REASON);
    expect(await problemWith(count)).toBe('409 step-not-operable');
    expect(await problemWith(Math.floor(count * 0.8))).toMatch(/^answered 202/);
  });

  it('is rejected unless the order failed, is held or continued without the step', async () => {
    const { id } = await world.submitted();
    const { problem, calls } = operation(world);
    expect(await problem(`/${id}/steps/second/skip`, REASON)).toBe('409 step-not-operable');
    expect(await problem(`/${await degraded(world)}/steps/first/retry`, REASON)).toBe('409 step-not-operable');
    expect(calls).toEqual([]);
  });

  it('is rejected for a step that succeeded or does not exist, and without a reason or with too much output', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { problem } = operation(world);
    for (const action of ['retry', 'skip', 'complete'])
      expect(await problem(`/${id}/steps/first/${action}`, REASON)).toBe('409 step-not-operable');
    expect(await problem(`/${id}/steps/third/skip`, REASON)).toBe('404 step-not-found');
    expect(await problem(`/${id}/steps/second/skip`, {})).toBe('400 invalid-request reason');
    const output = { text: 'x'.repeat(16_400) };
    expect(await problem(`/${id}/steps/second/complete`, { ...REASON, output })).toBe('400 invalid-request output');
  });

  it('counts once if two operators act at the same time', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    const responses = await Promise.all(
      [REASON, { ...REASON, output: {} }].map((body, at) =>
        problemIn(send(`/${id}/steps/second/${at === 0 ? 'skip' : 'complete'}`, body)),
      ),
    );
    expect(responses.toSorted()).toEqual(['409 step-not-operable', expect.stringMatching(/^answered 200/)]);
    expect((await world.steps.get(id, 'second'))?.operations).toHaveLength(1);
  });

  it('has no effect if a host has started the step since it was read', async () => {
    const order = await failedOrHeldOrder(world);
    const record = await world.steps.get(order.id, 'second');
    await operation(world).send(`/${order.id}/resume`, REASON);
    const resumed = await world.orders.get(order.id);
    if (resumed !== undefined) await runStep(world, resumed, 'second', { outcome: 'running' });
    const at = world.now().toISOString();
    const step = { id: 'second', name: 'second', service: 'test' };
    const decided = await createOperatorStepStore(world.client, world.table).decide(
      { orderId: order.id, step, record },
      { status: 'failed', action: { action: 'retry', run: 1, by: 'bob', at, reason: 'late' } },
    );
    expect(decided).toBe(false);
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'running' });
  });
});
