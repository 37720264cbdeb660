import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import type { AttemptKind } from '../../../../core/order/step-status.ts';
import type { OperatorPorts } from '../../../../lambdas/api/operate-orders/operator-ports.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { type Behaviour, eventOf, hostOf } from '../../step-host/host-world.ts';
import {
  DECLINED,
  degraded,
  type Ending,
  failedOrHeldOrder,
  LOST,
  operation,
  runStep,
  sequenceBy,
} from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const REASON = { reason: 'Looked it up in Zuora.' };

describe('retry', () => {
  it.each([
    ['declined', DECLINED],
    ['unknown', LOST],
  ] as const)('starts a new run that may attempt a step again whose outcome was %s', async (outcome, error) => {
    const order = await failedOrHeldOrder(world, 'failed', { outcome, error });
    const { calls, send } = operation(world);

    const { status, body } = await send(`/${order.id}/steps/second/retry`, REASON);

    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'submitted', run: 2 });
    expect(calls).toEqual(['start r2']);
    const resumed = await world.orders.get(order.id);
    expect(resumed?.operations).toMatchObject([{ action: 'resume', run: 2, ...REASON }]);
    const again = resumed && (await runStep(world, resumed, 'second', { outcome: 'succeeded', output: {} }));
    expect(again).toMatchObject({ status: 'succeeded', attempts: [{ outcome }, { run: 2 }] });
    expect(again?.operations).toMatchObject([{ action: 'retry', run: 1 }]);
  });

  it.each([
    [
      'sends the partner a new request after an undo, because repeating the first would not restore the effect',
      'first',
    ],
    ['repeats the first request of a step that was not undone', 'second'],
  ])('%s', async (_, id) => {
    const order = await failedOrHeldOrder(world);
    const event = await eventOf(world, { id });
    const host = async (run: number, behaviour: Behaviour, mode: AttemptKind = 'run') =>
      hostOf(world, behaviour)({ ...event, orderId: order.id, run, mode });
    const locked = async () => {
      throw new PluginFailed('The refund was rejected.', { code: 'refund_failed' });
    };
    if (id === 'first') await expect(host(1, { compensate: locked }, 'undo')).rejects.toThrow('refund_failed');

    await operation(world).send(`/${order.id}/steps/${id}/retry`, REASON);

    const run: Behaviour['run'] = async ({ idempotencyKey }) => ({ output: { idempotencyKey } });
    const key = id === 'first' ? `${order.id}#first#2` : `${order.id}#second`;
    expect(await host(2, { run })).toEqual({ outcome: 'succeeded', output: { idempotencyKey: key } });
  });

  it('heals a step of an order that continued without it, once per request', async () => {
    const id = await degraded(world);
    const { calls, send } = operation(world);
    expect((await send(`/${id}/steps/second/retry`, REASON)).status).toBe(202);
    await send(`/${id}/steps/second/retry`, REASON);
    expect(calls).toEqual(['heal second r1 #2', 'heal second r1 #3']);
    expect((await world.orders.get(id))?.runs).toHaveLength(1);
  });

  const WAIT = { headers: { prefer: 'wait=10' } };

  /** Returns a `startHeal` that heals like an execution, some time after its start. */
  const healing = (ending: Ending) => {
    const ends: Promise<unknown>[] = [];
    const startHeal: OperatorPorts['startHeal'] = async ({ orderId, step }) => {
      const heal = async () => {
        const order = await world.orders.get(orderId);
        if (order === undefined) throw new TypeError('Expected the order.');
        world.advance(1);
        await runStep(world, order, step.id, ending, 'heal');
        const occurredAt = world.now().toISOString();
        const event = { type: 'order.healed', occurredAt, run: 1, data: { step: step.id } } as const;
        if (ending.outcome === 'succeeded') await world.orders.clearDegraded({ order, step: step.id, event });
      };
      ends.push(heal());
    };
    return { ends, startHeal };
  };

  it('waits for the heal if asked to, and returns the healed order', async () => {
    const id = await degraded(world);
    const { ends, startHeal } = healing({ outcome: 'succeeded', output: {} });
    const response = await operation(world, { startHeal }).send(`/${id}/steps/second/retry`, REASON, WAIT);
    await Promise.all(ends);
    expect(response).toMatchObject({
      status: 200,
      headers: { 'preference-applied': 'wait=10' },
      body: { status: 'complete', degraded: [], steps: [{}, { status: 'succeeded' }] },
    });
  });

  it('stops waiting once the heal has failed', async () => {
    const id = await degraded(world);
    const { ends, startHeal } = healing({ outcome: 'declined', error: DECLINED });
    const response = await operation(world, { startHeal }).send(`/${id}/steps/second/retry`, REASON, WAIT);
    await Promise.all(ends);
    expect(response).toMatchObject({
      status: 202,
      body: { degraded: ['second'], steps: [{}, { status: 'declined' }] },
    });
  });

  it('waits for a heal no longer than requested', async () => {
    const id = await degraded(world);
    const started = performance.now();
    const headers = { prefer: 'wait=1' };
    const { status } = await operation(world).send(`/${id}/steps/second/retry`, REASON, { headers });
    expect(status).toBe(202);
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('is accepted even if the order cannot be read after the heal', async () => {
    const id = await degraded(world);
    let reads = 0;
    const getWithSteps = async (orderId: string) => {
      reads += 1;
      if (reads > 1) throw new Error('the table is down');
      return world.orders.getWithSteps(orderId);
    };
    const { send, reported, calls } = operation(world, { orders: { ...world.orders, getWithSteps } });
    expect(await send(`/${id}/steps/second/retry`, REASON, WAIT)).toMatchObject({ status: 202, body: { id } });
    expect(calls).toEqual(['heal second r1 #2']);
    expect(reported).toEqual(['The retry was accepted, but the order could not be read for the response']);
  });

  it('rejects a heal of a step that the current sequence does not have', async () => {
    const id = await degraded(world);
    const currentSequence = sequenceBy(world, { processOrder: world.config.processOrder.slice(0, 1) });
    const { calls, problem } = operation(world, { currentSequence });
    expect(await problem(`/${id}/steps/second/retry`, REASON)).toBe('409 step-not-operable');
    expect(calls).toEqual([]);
  });

  /** Returns the ports of a tenant whose second step waits for its callback. */
  const waiting = () => {
    const processOrder = world.config.processOrder.map((step) => ({
      ...step,
      ...(step.name === 'second' && { waitFor: 'callback' as const, callback: { timeoutSeconds: 60 } }),
    }));
    return { currentSequence: sequenceBy(world, { processOrder }) };
  };

  it('rejects a heal of a step that waits for a callback; complete and skip remain', async () => {
    const id = await degraded(world);
    const before = await world.steps.get(id, 'second');
    const { calls, problem } = operation(world, waiting());
    for (let times = 0; times < 2; times += 1)
      expect(await problem(`/${id}/steps/second/retry`, REASON)).toBe('409 step-not-operable');
    expect(calls).toEqual([]);
    expect(await world.steps.get(id, 'second')).toEqual(before);
    expect(await problem(`/${id}/steps/second/complete`, { ...REASON, output: {} })).toMatch(/^answered 200/);
    expect((await world.orders.get(id))?.degraded).toEqual([]);
  });

  it('starts a new run for a step that waits for a callback, which waits again', async () => {
    const { id } = await failedOrHeldOrder(world);
    const { calls, send } = operation(world, waiting());
    expect((await send(`/${id}/steps/second/retry`, REASON)).status).toBe(202);
    expect(calls).toEqual(['start r2']);
  });

  it("reverts an operator's skip", async () => {
    const { id } = await failedOrHeldOrder(world);
    const { send } = operation(world);
    await send(`/${id}/steps/second/skip`, REASON);
    await send(`/${id}/steps/second/retry`, REASON);
    const record = await world.steps.get(id, 'second');
    expect(record).toMatchObject({ status: 'failed', operations: [{ action: 'skip' }, { action: 'retry' }] });
    expect(record).not.toHaveProperty('completedBy');
    expect(record).not.toHaveProperty('skipped');
  });
});
