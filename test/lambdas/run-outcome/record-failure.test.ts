import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttemptKind } from '../../../core/order/step-status.ts';
import { createMarkedOutbox, createRetriedOutbox } from '../../../lambdas/order-events/outbox.ts';
import { createCompleteOrder } from '../../../lambdas/run-outcome/complete-order.ts';
import { recordFailure } from '../../../lambdas/run-outcome/record-failure.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { exampleStep } from '../../state-machines/example-sequences.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const step = exampleStep('first', { critical: false, effect: 'at-most-once' });
const EARLIER = new Date(0).toISOString();

/** Stores a processing order whose step a host has claimed for this long. */
async function claimedOrder(leaseSeconds: number, kind: AttemptKind = 'run') {
  const { id } = await world.submitted();
  const at = world.now().toISOString();
  await world.orders.changeStatus({ orderId: id, run: 1, to: 'processing', events: [], at });
  const leaseUntil = new Date(world.now().getTime() + leaseSeconds * 1000).toISOString();
  const claim = { orderId: id, run: 1, step, now: at };
  const ran = await world.steps.claim({ ...claim, leaseUntil: kind === 'run' ? leaseUntil : EARLIER });
  const claimed = kind === 'run' ? ran : await world.steps.claim({ ...claim, kind, leaseUntil });
  if (claimed === undefined) throw new TypeError('Expected to get the claim.');
  return { id, claimed };
}

/** Sends the state machine's report twice, since every report may be repeated, and returns the step. */
async function report(id: string, action: 'note-failure' | 'hold' | 'undo-failed', error: string) {
  const failure = { step: step.id, error, cause: '' };
  const completeOrder = createCompleteOrder(world);
  for (let times = 0; times < 2; times += 1) {
    await completeOrder(
      action === 'note-failure'
        ? { action, orderId: id, run: 1, failure, heal: { step, results: {} } }
        : { action, orderId: id, run: 1, failure },
    );
  }
  return world.steps.get(id, step.id);
}

/** Returns the degraded steps and the events of an order. */
async function endOf(id: string) {
  const order = await world.orders.get(id);
  return [order?.degraded, order?.events.map(({ type }) => type)];
}

describe('a step whose host did not return', () => {
  it.each(['Sandbox.Timedout', 'Lambda.Unknown', 'Runtime.OutOfMemory', 'PluginOutcomeUnknown'])(
    'is unknown after the state machine reports %s, although its lease has not expired',
    async (error) => {
      const { id } = await claimedOrder(60);
      expect(await report(id, 'note-failure', error)).toMatchObject({
        status: 'unknown',
        attempts: [{ outcome: 'unknown', error: { name: error, code: 'outcome_unknown' } }],
      });
      expect((await world.orders.get(id))?.degraded).toEqual([step.id]);
    },
  );

  it('is unknown in an order that is held', async () => {
    const { id } = await claimedOrder(60);
    expect(await report(id, 'hold', 'Sandbox.Timedout')).toMatchObject({ status: 'unknown' });
    expect((await world.orders.get(id))?.status).toBe('held');
  });

  it('is unknown if the host died in a probe, and keeps the earlier attempt', async () => {
    const { id } = await claimedOrder(60, 'probe');
    expect(await report(id, 'hold', 'Sandbox.Timedout')).toMatchObject({
      status: 'unknown',
      attempts: [{ outcome: 'unknown' }, { kind: 'probe', outcome: 'unknown' }],
    });
  });

  it('is a failed undo if the host died in one', async () => {
    const { id } = await claimedOrder(60, 'undo');
    expect(await report(id, 'undo-failed', 'Sandbox.Timedout')).toMatchObject({
      status: 'undo-failed',
      attempts: [{ outcome: 'unknown' }, { kind: 'undo', outcome: 'unknown' }],
    });
  });

  it('is unknown after its lease has expired, whatever the state machine reports', async () => {
    const { id } = await claimedOrder(-1);
    expect(await report(id, 'note-failure', 'Lambda.TooManyRequestsException')).toMatchObject({ status: 'unknown' });
  });

  it('rejects the late result of its host', async () => {
    const { claimed, id } = await claimedOrder(60);
    await report(id, 'note-failure', 'Sandbox.Timedout');
    const attempt = { run: 1, startedAt: EARLIER, outcome: 'succeeded' } as const;
    expect(await world.steps.finish({ orderId: id, claimed, attempt })).toBeUndefined();
  });
});

describe('a critical step that is reported as failed', () => {
  const THROTTLED = {
    step: step.id,
    error: 'PluginTransient',
    cause: JSON.stringify({ errorMessage: 'store_unavailable: Please try again later.' }),
  };
  const attempt = { run: 1, startedAt: EARLIER, error: { name: 'E', code: 'e', message: 'E.', publicMessage: 'E.' } };

  async function report(id: string) {
    const answer = await createCompleteOrder(world)({ action: 'fail', orderId: id, run: 1, failure: THROTTLED });
    const published = world.published.filter(({ orderId }) => orderId === id).map(({ type }) => type);
    return { answer, order: await world.orders.get(id), published };
  }

  it.each(['running', 'waiting', 'unknown', 'probing'] as const)(
    'holds its order if its status is %s: an attempt before the failed one may have had its effect',
    async (status) => {
      const { id, claimed } = await claimedOrder(60, status === 'probing' ? 'probe' : 'run');
      if (status === 'waiting' || status === 'unknown')
        await world.steps.finish({ orderId: id, claimed, attempt: { ...attempt, outcome: status } });
      const { answer, order, published } = await report(id);
      expect(answer).toMatchObject({
        status: 'held',
        cause: expect.stringMatching(/^outcome_unknown: .*do not submit/),
      });
      expect(order).toMatchObject({ status: 'held', failure: { step: step.id, code: 'outcome_unknown' } });
      expect(published).toEqual(['order.error', 'order.held']);
      // The answer may arrive before the report is repeated.
      const record = await world.steps.get(id, step.id);
      if (record === undefined) throw new TypeError('Expected a record of the step.');
      await world.steps.finish({ orderId: id, claimed: record, attempt: { ...attempt, outcome: 'declined' } });
      expect(await report(id)).toMatchObject({ answer: { status: 'held' }, published: [...published, ...published] });
    },
  );

  it.each(['declined', 'failed', 'transient'] as const)('fails its order if its outcome is %s', async (outcome) => {
    const { id, claimed } = await claimedOrder(60);
    await world.steps.finish({ orderId: id, claimed, attempt: { ...attempt, outcome } });
    const { order, published } = await report(id);
    expect(order).toMatchObject({ status: 'failed', failure: { code: 'store_unavailable' } });
    expect(published).toEqual(['order.error', 'order.failed']);
  });
});

describe('a step whose host is still running', () => {
  it('is left to that host if another one found it busy', async () => {
    const { id } = await claimedOrder(60);
    expect(await report(id, 'note-failure', 'StepBusy')).toMatchObject({ status: 'running' });
  });

  it('is left to that host after its state timed out, and heals according to its record', async () => {
    const { claimed, id } = await claimedOrder(60);
    expect(await report(id, 'note-failure', 'States.Timeout')).toMatchObject({ status: 'running' });
    const attempt = { run: 1, startedAt: EARLIER, outcome: 'succeeded' } as const;
    expect(await world.steps.finish({ orderId: id, claimed, attempt })).toMatchObject({ status: 'succeeded' });
    expect(world.heals.filter(({ orderId }) => orderId === id)).not.toEqual([]);
  });

  it('does not degrade its order if it succeeded after its state had timed out', async () => {
    const { claimed, id } = await claimedOrder(60);
    const attempt = { run: 1, startedAt: EARLIER, outcome: 'succeeded' } as const;
    await world.steps.finish({ orderId: id, claimed, attempt });
    expect(await report(id, 'note-failure', 'States.Timeout')).toMatchObject({ status: 'succeeded' });
    expect(await world.orders.get(id)).toMatchObject({ degraded: [], events: [{ type: 'order.submitted' }] });
    expect(world.heals.filter(({ orderId }) => orderId === id)).toEqual([]);
  });

  it.each([createRetriedOutbox, createMarkedOutbox])(
    'is removed from the degraded steps if it succeeded while its order was degraded: %o',
    async (createOutbox) => {
      const { claimed, id } = await claimedOrder(60);
      const attempt = { run: 1, startedAt: EARLIER, outcome: 'succeeded' } as const;
      const degrade: typeof world.orders.degrade = async (change) => {
        await world.steps.finish({ orderId: id, claimed, attempt });
        return world.orders.degrade(change);
      };
      const failure = { step: step.id, error: 'States.Timeout', cause: '' };
      const note = { action: 'note-failure', orderId: id, run: 1, failure, heal: { step, results: {} } } as const;
      const ports = { ...world, orders: { ...world.orders, degrade }, outbox: createOutbox(world) };
      for (let times = 0; times < 2; times += 1) {
        await recordFailure(note, ports);
        expect(await endOf(id)).toEqual([[], ['order.submitted', 'order.error', 'order.degraded', 'order.healed']]);
      }
      expect(world.heals.filter(({ orderId }) => orderId === id)).toEqual([]);
      expect(world.published.filter(({ orderId }) => orderId === id).map(({ type }) => type)).toContain('order.healed');
      expect(await world.unfinished.unpublished(100)).not.toContain(id);
    },
  );

  it('is removed from the degraded steps by a repeat if the first function was killed before that', async () => {
    const { claimed, id } = await claimedOrder(60);
    const killed = async () => {
      throw new Error('killed');
    };
    const failure = { step: step.id, error: 'States.Timeout', cause: '' };
    const note = { action: 'note-failure', orderId: id, run: 1, failure, heal: { step, results: {} } } as const;
    await expect(createCompleteOrder({ ...world, publishEvents: killed })(note)).rejects.toThrow('killed');
    const attempt = { run: 1, startedAt: EARLIER, outcome: 'succeeded' } as const;
    await world.steps.finish({ orderId: id, claimed, attempt });
    await createCompleteOrder(world)(note);
    expect(await endOf(id)).toEqual([[], ['order.submitted', 'order.error', 'order.degraded', 'order.healed']]);
  });

  it('is left alone if another run has claimed it', async () => {
    const { id } = await claimedOrder(60);
    const failure = { step: step.id, error: 'Sandbox.Timedout', cause: '' };
    await createCompleteOrder(world)({ action: 'hold', orderId: id, run: 2, failure });
    expect(await world.steps.get(id, step.id)).toMatchObject({ status: 'running' });
  });
});
