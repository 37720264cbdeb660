import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import { failureOf } from '../../../contract/failure-of.ts';
import { PluginDeclined, PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { ProbeResult } from '../../../core/plugin/define-plugin.ts';
import type { Idempotency } from '../../../core/plugin/idempotency.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import {
  abandon,
  attemptsOf,
  type Behaviour,
  eventOf,
  hostOf,
  inMode,
  recordOf,
  resumed,
  STEP_SECONDS,
} from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const HOUR = 3600;
/** How long the lease of an attempt lasts. */
const LEASE = STEP_SECONDS + 5;

const keptFor = (forHours: Idempotency['forHours'], keeps: Idempotency['keeps'] = 'successes'): Behaviour => ({
  effect: { idempotent: { forHours, keeps } },
});
const failing = (error: Error): Behaviour => ({ run: () => Promise.reject(error) });
const lost = failing(new PluginOutcomeUnknown('No reply came.'));
const probing = (found: ProbeResult): Behaviour => ({ probe: async () => found });

/** Runs the step, and returns whether the plugin was called. */
async function sends(event: StepEvent, behaviour: Behaviour): Promise<boolean> {
  const run = vi.fn(async () => ({ output: {} }));
  const ended = await hostOf(world, { ...behaviour, run })(event).catch((error: Error) => error);
  const isSent = run.mock.calls.length > 0;
  expect(ended).toMatchObject(isSent ? { outcome: 'succeeded' } : { name: 'StepNeedsProbe' });
  return isSent;
}

/** A step that was lost an hour before its clock started. */
async function lostStep(behaviour: Behaviour): Promise<StepEvent> {
  const event = await eventOf(world);
  expect(await failureOf(hostOf(world, { ...behaviour, ...lost })(event))).toMatchObject({
    name: 'PluginOutcomeUnknown',
  });
  return event;
}

describe('a step with a lost attempt', () => {
  it.each([
    ['is sent again while the partner recognises the repeat', 24, 24 * HOUR - LEASE - 1, true],
    ['is not sent again if the attempt could outlast the key', 24, 24 * HOUR - LEASE, false],
    ['is not sent again on the third day', 24, 60 * HOUR, false],
    ['is sent again on the third day if the key lasts for a week', 168, 60 * HOUR, true],
    ['is sent again at any time if the partner recognises it by its data', 'ever', 9_000 * HOUR, true],
  ] as const)('%s', async (_, forHours, seconds, expected) => {
    const event = await lostStep(keptFor(forHours));
    world.advance(seconds);
    expect(await sends(event, keptFor(forHours))).toBe(expected);
  });

  it.each(['run', 'heal'] as const)('is not sent again in a %s after the host was lost', async (mode) => {
    const event = await eventOf(world);
    await abandon(world, event, mode);
    world.advance(25 * HOUR);
    expect(await sends(event, keptFor(24))).toBe(false);
  });

  it('is not sent again in a later run', async () => {
    const event = await resumed(world, await lostStep(keptFor(24)));
    world.advance(25 * HOUR);
    expect(await sends(event, keptFor(24))).toBe(false);
  });

  it('records that nothing was sent, when the lost attempt was made, and what to look up', async () => {
    const at = world.now().toISOString();
    const event = await lostStep(keptFor(24));
    world.advance(25 * HOUR);
    expect(await sends(event, keptFor(24))).toBe(false);
    const record = await recordOf(world, event);
    expect(attemptsOf(record)).toEqual(['run unknown', 'run unknown']);
    expect(record.status).toBe('unknown');
    expect(record.attempts.at(-1)).toMatchObject({
      callouts: [],
      error: { name: 'PluginOutcomeUnknown', code: 'key_expired' },
    });
    expect(record.attempts.at(-1)?.error?.message).toContain(
      `the attempt of ${at} may have had its effect, and its partner recognises a repeat for 24 hours only`,
    );
    expect(record.attempts.at(-1)?.error?.message).toContain(`look up the request ${event.orderId}#first`);
  });

  it('still needs a probe after a host was lost before it could record that nothing was sent', async () => {
    const event = await lostStep(keptFor(24));
    world.advance(30 * HOUR);
    await abandon(world, event);
    world.advance(LEASE + 1);
    expect(await sends(event, keptFor(24))).toBe(false);
  });

  it('still needs a probe when it is tried again and again', async () => {
    const event = await lostStep(keptFor(24));
    world.advance(25 * HOUR);
    for (let tries = 0; tries < 3; tries += 1) expect(await sends(event, keptFor(24))).toBe(false);
  });

  it('is sent again at once when a probe finds no effect, and knows that its key may be forgotten', async () => {
    const event = await lostStep(keptFor(24));
    world.advance(25 * HOUR);
    expect(await sends(event, keptFor(24))).toBe(false);
    const probed = failureOf(hostOf(world, { ...keptFor(24), ...probing({ applied: false }) })(inMode(event, 'probe')));
    expect(await probed).toMatchObject({ name: 'StepNotApplied' });
    const run = vi.fn(async () => ({ output: {} }));
    await hostOf(world, { ...keptFor(24), run })(event);
    expect(run).toHaveBeenCalledWith(expect.objectContaining({ keyMayBeForgotten: true }));
  });

  it('is not sent again when a probe finds the effect', async () => {
    const event = await lostStep(keptFor(24));
    world.advance(25 * HOUR);
    const found = probing({ applied: true, output: { number: 7 } });
    const answer = { outcome: 'succeeded', output: { number: 7 } };
    expect(await hostOf(world, found)(inMode(event, 'probe'))).toEqual(answer);
    const run = vi.fn();
    expect(await hostOf(world, { ...keptFor(24), run })(event)).toEqual(answer);
    expect(run).not.toHaveBeenCalled();
  });

  it('is sent again when an operator retries it', async () => {
    const event = await lostStep(keptFor(24));
    world.advance(25 * HOUR);
    expect(await sends(event, keptFor(24))).toBe(false);
    const at = world.now().toISOString();
    const action = { action: 'retry', run: 1, by: 'ada', at, reason: 'Looked it up.' } as const;
    const asRead = { orderId: event.orderId, step: event.step, record: await recordOf(world, event) };
    expect(await world.operatorSteps.decide(asRead, { status: 'failed', action })).toBe(true);
    const again = await resumed(world, event);
    world.advance(1);
    expect(await failureOf(hostOf(world, { ...keptFor(24), ...lost })(again))).toMatchObject({
      name: 'PluginOutcomeUnknown',
      code: 'outcome_unknown',
    });
    world.advance(LEASE);
    expect(await sends(again, keptFor(24))).toBe(true);
  });
});

describe('the time of a key', () => {
  const rejected = failing(new PluginTransient('Busy.'));
  const declined = failing(new PluginDeclined('blocked', 'Blocked.'));

  it.each([
    ['all-answers', false],
    ['successes', true],
  ] as const)('begins with the first request that the partner keeps: %s', async (keeps, expected) => {
    const event = await eventOf(world);
    await failureOf(hostOf(world, { ...keptFor(24, keeps), ...rejected })(event));
    world.advance(20 * HOUR);
    await failureOf(hostOf(world, { ...keptFor(24, keeps), ...lost })(event));
    world.advance(5 * HOUR);
    expect(await sends(event, keptFor(24, keeps))).toBe(expected);
  });

  it('begins anew with the first request after it ended', async () => {
    const behaviour = keptFor(24, 'all-answers');
    const event = await eventOf(world);
    await failureOf(hostOf(world, { ...behaviour, ...declined })(event));
    world.advance(30 * HOUR);
    const again = await resumed(world, event);
    await failureOf(hostOf(world, { ...behaviour, ...lost })(again));
    world.advance(20 * HOUR);
    expect(await sends(again, behaviour)).toBe(true);
  });

  it('is over for a plugin that has become at-most-once since the run started', async () => {
    const event = await lostStep(keptFor(24));
    world.advance(1);
    expect(await sends(event, { effect: 'at-most-once' })).toBe(false);
  });

  it('does not matter for a first attempt, or if every attempt was rejected', async () => {
    const event = await eventOf(world);
    await failureOf(hostOf(world, { ...keptFor(24), ...rejected })(event));
    world.advance(100 * HOUR);
    expect(await sends(event, keptFor(24))).toBe(true);
    expect(await sends(await eventOf(world), keptFor(24))).toBe(true);
  });
});

describe('a heal of a lost attempt whose key has expired', () => {
  const heal = (event: StepEvent, behaviour: Behaviour) =>
    hostOf(world, { ...keptFor(24), ...behaviour })(inMode(event, 'heal'));
  const expired = async () => {
    const event = await lostStep(keptFor(24));
    world.advance(25 * HOUR);
    return event;
  };

  it('probes first, and runs the step if it had no effect', async () => {
    const event = await expired();
    const run = vi.fn(async () => ({ output: {} }));
    expect(await heal(event, { ...probing({ applied: false }), run })).toMatchObject({ outcome: 'succeeded' });
    expect(attemptsOf(await recordOf(world, event))).toEqual([
      'run unknown',
      'heal unknown',
      'probe transient',
      'heal succeeded',
    ]);
  });

  it.each<[string, Behaviour, string]>([
    ['finds the effect', probing({ applied: true, output: {} }), 'succeeded'],
    ['cannot tell', probing({ applied: 'unknown' }), 'StepStillUnknown'],
    ['is not possible', {}, 'StepRefused'],
    ['is not possible with its options', { ...probing({ applied: false }), canProbe: () => false }, 'StepRefused'],
  ])('sends nothing if the probe %s', async (_, behaviour, expected) => {
    const event = await expired();
    const run = vi.fn();
    const ended = await heal(event, { ...behaviour, run }).then(
      ({ outcome }) => outcome,
      ({ name }: Error) => name,
    );
    expect(ended).toBe(expected);
    expect(run).not.toHaveBeenCalled();
  });
});
