import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import type { AttemptRecord, StepRecord } from '../../../core/order/order-record.ts';
import { stepAfter, wasRejected } from '../../../lambdas/step-host/attempt-history.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { abandon, type Behaviour, eventOf, hostOf, inMode, recordOf, resumed, STEP_SECONDS } from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const lost = new PluginOutcomeUnknown('No reply came.');
const LATER = {
  transient: new PluginTransient('Busy.'),
  failed: new PluginFailed('Refused.'),
  'postponed too often': new PluginTransient('Busy.', { retryAfterSeconds: 60 }),
} as const;
const throwing = (error: Error): Behaviour => ({ run: () => Promise.reject(error) });
const applied = (answer: boolean): Behaviour => ({
  probe: async () => (answer ? { applied: true, output: { number: 7 } } : { applied: false }),
});

describe.each(Object.entries(LATER))('a step that is %s after an attempt with an unknown outcome', (name, error) => {
  const begin = async () => {
    const event = await eventOf(world, { retry: { maxAttempts: 1 } });
    expect(await failureOf(hostOf(world, throwing(lost))(event))).toMatchObject({ name: 'PluginOutcomeUnknown' });
    if (name.startsWith('postponed')) {
      expect(await failureOf(hostOf(world, throwing(error))(event))).toMatchObject({ name: 'PluginRetryLater' });
      expect((await recordOf(world, event)).status).toBe('unknown');
    }
    const failure = await failureOf(hostOf(world, throwing(error))(event));
    expect(failure).toMatchObject({ name: 'PluginOutcomeUnknown', code: 'outcome_unknown' });
    world.advance(STEP_SECONDS + 6);
    return event;
  };

  it('is still unknown, although its latest attempt records its own outcome', async () => {
    const record = await recordOf(world, await begin());
    expect(record.status).toBe('unknown');
    expect(record.attempts.at(-1)).toMatchObject({ outcome: error.name === 'PluginFailed' ? 'failed' : 'transient' });
  });

  it('has succeeded when a probe finds the effect of the earlier attempt', async () => {
    const event = await begin();
    expect(await hostOf(world, applied(true))(inMode(event, 'probe'))).toEqual({
      outcome: 'succeeded',
      output: { number: 7 },
    });
  });

  it('ends like its next attempt when a probe finds no effect', async () => {
    const event = await begin();
    const probed = await failureOf(hostOf(world, applied(false))(inMode(event, 'probe')));
    expect(probed).toMatchObject({ name: 'StepNotApplied' });
    const failed = await failureOf(hostOf(world, throwing(LATER.failed))(event));
    expect(failed).toMatchObject({ name: 'PluginFailed' });
    expect((await recordOf(world, event)).status).toBe('failed');
  });

  it('succeeds when the next attempt succeeds', async () => {
    const event = await begin();
    expect(await hostOf(world, {})(event)).toMatchObject({ outcome: 'succeeded' });
  });
});

describe('a step whose earlier attempt has an answer', () => {
  it('is declined: a decline applies to the idempotency key', async () => {
    const event = await eventOf(world);
    await failureOf(hostOf(world, throwing(lost))(event));
    const declined = new PluginDeclined('card_declined', 'The card was declined.');
    expect(await failureOf(hostOf(world, throwing(declined))(event))).toMatchObject({ name: 'PluginDeclined' });
    expect((await recordOf(world, event)).status).toBe('declined');
  });

  it('fails when no attempt was lost', async () => {
    const event = await eventOf(world);
    for (const error of [LATER.transient, LATER.failed]) {
      expect(await failureOf(hostOf(world, throwing(error))(event))).toMatchObject({ name: error.name });
    }
    expect((await recordOf(world, event)).status).toBe('failed');
  });

  it('fails when the lost attempt was undone, and stays unknown when the undo failed', async () => {
    const event = await eventOf(world);
    await failureOf(hostOf(world, throwing(lost))(event));
    const undoing = (compensate: () => Promise<void>) => hostOf(world, { compensate })(inMode(event, 'undo'));
    const ofRun2 = async () => {
      const { attempts, ...record } = await recordOf(world, event);
      const failed = { run: 2, startedAt: '', outcome: 'failed' } as const;
      return stepAfter({ ...record, attempts: [...attempts, failed] }, failed);
    };
    await failureOf(undoing(() => Promise.reject(LATER.failed)));
    expect(await ofRun2()).toEqual({ status: 'unknown' });
    await undoing(async () => undefined);
    expect(await ofRun2()).toEqual({});
  });
});

describe('a step of an at-most-once plugin that failed after a lost attempt', () => {
  it('is still unknown when the probing host is lost, too', async () => {
    const event = await eventOf(world, { effect: 'at-most-once' });
    await failureOf(hostOf(world, throwing(lost))(event));
    const asRead = { orderId: event.orderId, step: event.step, record: await recordOf(world, event) };
    const at = world.now().toISOString();
    const action = { action: 'retry', run: 1, by: 'ada', at, reason: 'Not there.' } as const;
    expect(await world.operatorSteps.decide(asRead, { status: 'failed', action })).toBe(true);
    const again = await resumed(world, event);
    await failureOf(hostOf(world, throwing(LATER.failed))(again));
    await abandon(world, again, 'probe');
    expect(await failureOf(hostOf(world, {})(again))).toMatchObject({ name: 'StepBusy' });
    world.advance(STEP_SECONDS + 6);
    expect(await failureOf(hostOf(world, {})(again))).toMatchObject({
      name: 'PluginOutcomeUnknown',
      code: 'outcome_unknown',
    });
  });
});

describe('a step whose host was lost in the call', () => {
  it('is unknown when the next attempt fails', async () => {
    const event = await eventOf(world);
    const ending = { ...world.steps, finish: () => Promise.reject(new Error('The function ended.')) };
    await failureOf(hostOf(world, {}, { steps: ending })(event));
    world.advance(STEP_SECONDS + 6);
    expect(await failureOf(hostOf(world, throwing(LATER.failed))(event))).toMatchObject({
      name: 'PluginOutcomeUnknown',
    });
    expect((await recordOf(world, event)).status).toBe('unknown');
  });
});

const AT = '2026-03-02T09:30:00.000Z';
const UNDOING: AttemptRecord = { run: 1, kind: 'undo', startedAt: AT, outcome: 'running' };

function attempt(outcome: AttemptRecord['outcome'], given: Partial<AttemptRecord> = {}): AttemptRecord {
  return { run: 1, startedAt: AT, outcome, callouts: [], logs: [], ...given };
}

/** An attempt whose request was answered with a status. */
function answered(outcome: AttemptRecord['outcome'], status: number): AttemptRecord {
  const none = { headers: {}, body: null };
  const callout = { method: 'POST', endpoint: 'https://api.example.org/', timestamp: AT, durationMs: 5, error: null };
  return attempt(outcome, { callouts: [{ ...callout, request: none, response: { status, ...none } }] });
}

/** A step as it is claimed for its undo. */
function undoing(attempts: readonly AttemptRecord[], given: Partial<StepRecord> = {}): StepRecord {
  return {
    stepId: 'first',
    plugin: 'first',
    service: 'test',
    status: 'undoing',
    run: 1,
    leaseUntil: AT,
    attempts: [...attempts, UNDOING],
    ...given,
  };
}

describe('a step was rejected', () => {
  it.each<[string, readonly AttemptRecord[]]>([
    ['when it failed before it sent anything', [attempt('failed')]],
    ['when a partner answered 401', [answered('failed', 401)]],
    ['when a busy partner rejected it first', [answered('transient', 503), answered('declined', 402)]],
    ['when a probe found no effect of a lost call', [attempt('unknown'), attempt('transient', { kind: 'probe' })]],
    [
      'when what came of it before was undone',
      [attempt('succeeded'), attempt('succeeded', { kind: 'undo' }), attempt('failed')],
    ],
    ['whatever the outcome of an earlier undo', [attempt('failed'), attempt('unknown', { kind: 'undo' })]],
  ])('%s', (_, attempts) => {
    expect(wasRejected(undoing(attempts))).toBe(true);
  });

  it.each<[string, readonly AttemptRecord[]]>([
    ['when it succeeded', [attempt('succeeded')]],
    ['when it waits for its answer', [attempt('waiting')]],
    ['when its call was lost', [attempt('unknown')]],
    ['when its host was lost', [attempt('running')]],
    ['when it failed after a lost call', [attempt('unknown'), answered('failed', 401)]],
    ['when it was undone, and then succeeded', [attempt('succeeded', { kind: 'undo' }), attempt('succeeded')]],
    ['when the partner answered 500', [answered('failed', 500)]],
    ['when the partner answered 408', [answered('failed', 408)]],
    ['when its callouts are no longer recorded', [{ run: 1, startedAt: AT, outcome: 'failed' }]],
  ])('not %s', (_, attempts) => {
    expect(wasRejected(undoing(attempts))).toBe(false);
  });

  it('not when an operator completed it', () => {
    expect(wasRejected(undoing([attempt('failed')], { output: {} }))).toBe(false);
  });
});
