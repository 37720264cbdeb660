import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processEventsOf } from '../../../../core/order/process-events.ts';
import type { OperatorPorts } from '../../../../lambdas/api/operate-orders/operator-ports.ts';
import { createStepOperations } from '../../../../lambdas/order-store/step-operations.ts';
import { type OrderWorld, startOrderWorld } from '../../../helpers/order-world.ts';
import { DECLINED, type Ending, endedBadly, LOST, operation, ran, refusalIn, sequenceBy } from './operate-world.ts';

let world: OrderWorld;
beforeEach(async () => {
  world = await startOrderWorld();
});
afterEach(() => world.close());

const REASON = { reason: 'Looked it up in Zuora.' };

/** An order that is complete without its second step. */
async function degraded(): Promise<string> {
  const order = await world.submitted();
  const { id } = order;
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
  await ran(world, order, 'first', { outcome: 'succeeded', output: { contact: 'C-1' } });
  await ran(world, order, 'second', { outcome: 'failed', error: DECLINED });
  await world.orders.degrade({ orderId: id, run: 1, step: 'second', events: [], at });
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'complete', events: [], at });
  return id;
}

describe('skip and complete', () => {
  it('make the word of an operator the final answer of a step, on the record', async () => {
    const { id } = await endedBadly(world, 'held', { outcome: 'unknown', error: LOST });
    const { order } = operation(world);

    const view = await order(`/${id}/steps/second/complete`, { ...REASON, output: { subscriptionNumber: 'S-7' } });

    expect(view).toMatchObject({ status: 'held', subscriptionReference: 'S-7' });
    expect(view.steps[1]).toMatchObject({ status: 'succeeded', attempts: 1 });
    const mark = { by: 'ada (client console)', at: world.now().toISOString(), ...REASON };
    expect(await world.steps.get(id, 'second')).toMatchObject({
      status: 'succeeded',
      output: { subscriptionNumber: 'S-7' },
      completedBy: mark,
      attempts: [{ outcome: 'unknown' }],
    });
    const found = await world.orders.getWithSteps(id);
    const [event] = found === undefined ? [] : processEventsOf(found.order, found.steps);
    expect(event?.operations).toEqual([{ action: 'complete', step: 'second', ...mark }]);
    expect(world.published).toEqual([]);
  });

  it('pass over a step that never ran, so that the next run goes on', async () => {
    const order = await endedBadly(world);
    const { send, refusal, calls } = operation(world);
    const steps = [...(order.runs[0]?.steps ?? [])];
    expect(steps.map(({ id }) => id)).toEqual(['first', 'second']);
    const view = await send(`/${order.id}/steps/second/skip`, REASON);
    expect(view.body).toMatchObject({
      status: 'failed',
      steps: [{}, { status: 'skipped', skipped: `Operator: ${REASON.reason}` }],
    });
    expect(await refusal(`/${order.id}/steps/second/skip`, REASON)).toBe('409 step-not-operable');
    await send(`/${order.id}/resume`, REASON);
    expect(calls).toEqual(['start r2']);
  });

  it('take a step off the degraded ones, with an event', async () => {
    for (const action of ['skip', 'complete'] as const) {
      const id = await degraded();
      const view = await operation(world).order(`/${id}/steps/second/${action}`, REASON);
      expect(view).toMatchObject({ status: 'complete', degraded: [] });
      expect(world.published.at(-1)).toMatchObject({
        orderId: id,
        type: 'order.healed',
        data: { step: 'second', by: action, ...REASON },
      });
    }
  });

  it('take a step off the degraded ones while others change these too', async () => {
    const id = await degraded();
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

  it('are refused when a new run has begun to wait for the step meanwhile: its state would not hear of them', async () => {
    const { id } = await endedBadly(world, 'held', { outcome: 'waiting' });
    const step = { id: 'second', name: 'second', service: 'test', effect: 'at-most-once' } as const;
    const waitAgain = (taskToken: string) => world.steps.waitAgain({ orderId: id, run: 2, step, taskToken });
    for (const taskToken of ['T-1', 'T-2']) {
      const getWithSteps = async (orderId: string) => {
        const found = await world.orders.getWithSteps(orderId);
        expect(await waitAgain(taskToken)).toBe(true);
        return found;
      };
      const { refusal } = operation(world, { orders: { ...world.orders, getWithSteps } });
      expect(await refusal(`/${id}/steps/second/skip`, REASON)).toBe('409 step-not-operable');
    }
    expect(await world.steps.get(id, 'second')).toMatchObject({ status: 'waiting', taskToken: 'T-2' });
    expect((await operation(world).send(`/${id}/steps/second/skip`, REASON)).status).toBe(200);
  });

  it('marks the order for the sweeper when the bus refuses the event', async () => {
    const id = await degraded();
    const publishEvents = async () => {
      throw new Error('the bus is down');
    };
    const { send, troubles } = operation(world, { publishEvents });
    expect((await send(`/${id}/steps/second/skip`, REASON)).status).toBe(200);
    expect(troubles).toEqual(['Events not published; the sweeper publishes them']);
    expect(await world.unfinished.unpublished(10)).toEqual([id]);
  });
});

describe('retry', () => {
  it.each([
    ['declined', DECLINED],
    ['unknown', LOST],
  ] as const)('begins a new run in which a step that ended as %s may be called again', async (outcome, error) => {
    const order = await endedBadly(world, 'failed', { outcome, error });
    const { calls, send } = operation(world);

    const { status, body } = await send(`/${order.id}/steps/second/retry`, REASON);

    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'submitted', run: 2 });
    expect(calls).toEqual(['start r2']);
    const resumed = await world.orders.get(order.id);
    expect(resumed?.operations).toMatchObject([{ action: 'resume', run: 2, ...REASON }]);
    const again = resumed && (await ran(world, resumed, 'second', { outcome: 'succeeded', output: {} }));
    expect(again).toMatchObject({ status: 'succeeded', attempts: [{ outcome }, { run: 2 }] });
    expect(again?.operations).toMatchObject([{ action: 'retry', run: 1 }]);
  });

  it('heals a step that the order went on without, once for each wish', async () => {
    const id = await degraded();
    const { calls, send } = operation(world);
    expect((await send(`/${id}/steps/second/retry`, REASON)).status).toBe(202);
    await send(`/${id}/steps/second/retry`, REASON);
    expect(calls).toEqual(['heal second r1 #2', 'heal second r1 #3']);
    expect((await world.orders.get(id))?.runs).toHaveLength(1);
  });

  const WAIT = { headers: { prefer: 'wait=10' } };

  /** Heals as an execution does: a while after it was started. */
  const healing = (ending: Ending) => {
    const ends: Promise<unknown>[] = [];
    const startHeal: OperatorPorts['startHeal'] = async ({ orderId, step }) => {
      const heal = async () => {
        const order = await world.orders.get(orderId);
        if (order === undefined) throw new TypeError('Expected the order.');
        world.advance(1);
        await ran(world, order, step.id, ending, 'heal');
        const occurredAt = world.now().toISOString();
        const event = { type: 'order.healed', occurredAt, run: 1, data: { step: step.id } } as const;
        if (ending.outcome === 'succeeded') await world.degraded.endDegraded({ order, step: step.id, event });
      };
      ends.push(heal());
    };
    return { ends, startHeal };
  };

  it('waits for the heal when it is asked to, and answers with the order healed', async () => {
    const id = await degraded();
    const { ends, startHeal } = healing({ outcome: 'succeeded', output: {} });
    const answer = await operation(world, { startHeal }).send(`/${id}/steps/second/retry`, REASON, WAIT);
    await Promise.all(ends);
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'preference-applied': 'wait=10' },
      body: { status: 'complete', degraded: [], steps: [{}, { status: 'succeeded' }] },
    });
  });

  it('waits no longer once the heal has failed', async () => {
    const id = await degraded();
    const { ends, startHeal } = healing({ outcome: 'declined', error: DECLINED });
    const answer = await operation(world, { startHeal }).send(`/${id}/steps/second/retry`, REASON, WAIT);
    await Promise.all(ends);
    expect(answer).toMatchObject({ status: 202, body: { degraded: ['second'], steps: [{}, { status: 'declined' }] } });
  });

  it('waits for a heal no longer than it is asked to', async () => {
    const id = await degraded();
    const started = performance.now();
    const headers = { prefer: 'wait=1' };
    const { status } = await operation(world).send(`/${id}/steps/second/retry`, REASON, { headers });
    expect(status).toBe(202);
    expect(performance.now() - started).toBeGreaterThan(900);
  });

  it('is accepted, whether or not its heal can be read back', async () => {
    const id = await degraded();
    let reads = 0;
    const getWithSteps = async (orderId: string) => {
      reads += 1;
      if (reads > 1) throw new Error('the table is down');
      return world.orders.getWithSteps(orderId);
    };
    const { send, troubles, calls } = operation(world, { orders: { ...world.orders, getWithSteps } });
    expect(await send(`/${id}/steps/second/retry`, REASON, WAIT)).toMatchObject({ status: 202, body: { id } });
    expect(calls).toEqual(['heal second r1 #2']);
    expect(troubles).toEqual(['Retry accepted, but the order not read back for the answer']);
  });

  it("refuses to heal a step that today's sequence does not have", async () => {
    const id = await degraded();
    const todaysSequence = sequenceBy(world, { processOrder: world.config.processOrder.slice(0, 1) });
    const { calls, refusal } = operation(world, { todaysSequence });
    expect(await refusal(`/${id}/steps/second/retry`, REASON)).toBe('409 step-not-operable');
    expect(calls).toEqual([]);
  });

  it('takes back that an operator skipped the step', async () => {
    const { id } = await endedBadly(world);
    const { send } = operation(world);
    await send(`/${id}/steps/second/skip`, REASON);
    await send(`/${id}/steps/second/retry`, REASON);
    const record = await world.steps.get(id, 'second');
    expect(record).toMatchObject({ status: 'failed', operations: [{ action: 'skip' }, { action: 'retry' }] });
    expect(record).not.toHaveProperty('completedBy');
    expect(record).not.toHaveProperty('skipped');
  });
});

describe('an action on a step', () => {
  it.each(['retry', 'skip', 'complete'])('is refused while a host is at work on it: %s', async (action) => {
    const order = await endedBadly(world, 'held', { outcome: 'running' });
    const { refusal } = operation(world);
    expect(await refusal(`/${order.id}/steps/second/${action}`, REASON)).toBe('409 step-not-operable');
    world.advance(61);
    expect(await refusal(`/${order.id}/steps/second/${action}`, REASON)).toMatch(/^answered 20/);
  });

  it.each([
    ['100 short ones', 100, 'x'],
    ['44 long ones', 44, '€'.repeat(500)],
  ])('is refused of a step whose item has no room for another action: %s', async (_, count, reason) => {
    const { id } = await endedBadly(world);
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
    const refusalWith = (kept: number) =>
      operation(world, {
        orders: withActions(kept),
        stepOperations: { ...world.stepOperations, decide: async () => true },
      }).refusal(`/${id}/steps/second/retry`, REASON);
    expect(await refusalWith(count)).toBe('409 step-not-operable');
    expect(await refusalWith(Math.floor(count * 0.8))).toMatch(/^answered 202/);
  });

  it('is refused of an order that is neither failed nor held nor degraded by the step', async () => {
    const { id } = await world.submitted();
    const { refusal, calls } = operation(world);
    expect(await refusal(`/${id}/steps/second/skip`, REASON)).toBe('409 step-not-operable');
    expect(await refusal(`/${await degraded()}/steps/first/retry`, REASON)).toBe('409 step-not-operable');
    expect(calls).toEqual([]);
  });

  it('is refused of a step that succeeded, of one that has nothing to retry, and of none', async () => {
    const { id } = await endedBadly(world);
    const { refusal } = operation(world);
    for (const action of ['retry', 'skip', 'complete'])
      expect(await refusal(`/${id}/steps/first/${action}`, REASON)).toBe('409 step-not-operable');
    expect(await refusal(`/${id}/steps/third/skip`, REASON)).toBe('404 step-not-found');
    expect(await refusal(`/${id}/steps/second/skip`, {})).toBe('400 invalid-request reason');
    const output = { text: 'x'.repeat(16_400) };
    expect(await refusal(`/${id}/steps/second/complete`, { ...REASON, output })).toBe('400 invalid-request output');
  });

  it('counts once when two operators act at once', async () => {
    const { id } = await endedBadly(world);
    const { send } = operation(world);
    const answers = await Promise.all(
      [REASON, { ...REASON, output: {} }].map((body, at) =>
        refusalIn(send(`/${id}/steps/second/${at === 0 ? 'skip' : 'complete'}`, body)),
      ),
    );
    expect(answers.toSorted()).toEqual(['409 step-not-operable', expect.stringMatching(/^answered 200/)]);
    expect((await world.steps.get(id, 'second'))?.operations).toHaveLength(1);
  });

  it('is void when a host has begun the step since it was read', async () => {
    const order = await endedBadly(world);
    const record = await world.steps.get(order.id, 'second');
    await operation(world).send(`/${order.id}/resume`, REASON);
    const resumed = await world.orders.get(order.id);
    if (resumed !== undefined) await ran(world, resumed, 'second', { outcome: 'running' });
    const at = world.now().toISOString();
    const step = { id: 'second', name: 'second', service: 'test' };
    const decided = await createStepOperations(world.client, world.table).decide(
      { orderId: order.id, step, record },
      { status: 'failed', action: { action: 'retry', run: 1, by: 'bob', at, reason: 'late' } },
    );
    expect(decided).toBe(false);
    expect(await world.steps.get(order.id, 'second')).toMatchObject({ status: 'running' });
  });
});
