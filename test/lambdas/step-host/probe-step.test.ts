import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import {
  EFFECT_UNCONFIRMED,
  PluginDeclined,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import type { ProbeResult } from '../../../core/plugin/define-plugin.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { abandon, attemptsOf, type Behaviour, eventOf, hostOf, inMode, moveTo, recordOf } from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const LOST: Behaviour = {
  effect: 'at-most-once',
  run: async () => {
    throw new PluginOutcomeUnknown('No reply.');
  },
};

/** An order whose step lost its reply, long enough ago that the call is over. */
async function lostStep(): Promise<StepEvent> {
  const event = await eventOf(world, { effect: 'at-most-once' });
  await expect(hostOf(world, LOST)(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown' });
  world.advance(60);
  return event;
}

const finds = (result: ProbeResult): Behaviour => ({ ...LOST, probe: async () => result });
const probing = (event: StepEvent, behaviour: Behaviour) => hostOf(world, behaviour)(inMode(event, 'probe'));

describe('a probe', () => {
  it('that finds the effect returns its output, with which the step answers from then on', async () => {
    const event = await lostStep();
    const found = { outcome: 'succeeded', output: { number: 'A-1' } };
    expect(await probing(event, finds({ applied: true, output: { number: 'A-1' } }))).toEqual(found);
    expect(await recordOf(world, event)).toMatchObject({ status: 'succeeded', output: { number: 'A-1' } });
    expect(attemptsOf(await recordOf(world, event))).toEqual(['run unknown', 'probe succeeded']);

    const probe = vi.fn();
    expect(await probing(event, { ...LOST, probe })).toEqual(found);
    expect(await hostOf(world, LOST)(event)).toEqual(found);
    expect(probe).not.toHaveBeenCalled();
  });

  it('that finds nothing lets the step run again, with the same key', async () => {
    const event = await lostStep();
    await expect(probing(event, finds({ applied: false }))).rejects.toMatchObject({ name: 'StepNotApplied' });
    expect(await recordOf(world, event)).toMatchObject({ status: 'transient' });
    const run = vi.fn(async ({ idempotencyKey }) => ({ output: { idempotencyKey } }));
    expect(await hostOf(world, { ...LOST, run })(event)).toMatchObject({
      output: { idempotencyKey: `${event.orderId}#first` },
    });
  });

  it('lets the step run again a few times, then fails it', async () => {
    const event = await lostStep();
    for (const expected of ['StepNotApplied', 'StepNotApplied', 'PluginFailed']) {
      await expect(probing(event, finds({ applied: false }))).rejects.toMatchObject({ name: expected });
      await expect(hostOf(world, LOST)(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown' });
      world.advance(60);
    }
  });

  it('that finds nothing proves nothing if the partner does not know itself', async () => {
    const event = await eventOf(world, { effect: 'idempotent' });
    const unconfirmed: Behaviour = {
      effect: 'idempotent',
      run: async () => {
        throw new PluginOutcomeUnknown('The gateway did not answer.', { code: EFFECT_UNCONFIRMED });
      },
    };
    await expect(hostOf(world, unconfirmed)(event)).rejects.toMatchObject({ code: EFFECT_UNCONFIRMED });
    world.advance(60);
    for (const _ of [1, 2, 3, 4]) {
      await expect(probing(event, finds({ applied: false }))).rejects.toMatchObject({ name: 'StepStillUnknown' });
    }
    expect(await recordOf(world, event)).toMatchObject({ status: 'unknown' });
    const found = { outcome: 'succeeded', output: { number: 'A-1' } };
    expect(await probing(event, finds({ applied: true, output: { number: 'A-1' } }))).toEqual(found);
  });

  it('does not conclude that there was no effect while the lost call may be running', async () => {
    const event = await eventOf(world, { effect: 'at-most-once' });
    await expect(hostOf(world, LOST)(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown' });
    await expect(probing(event, finds({ applied: false }))).rejects.toMatchObject({ name: 'StepStillUnknown' });
    expect(await recordOf(world, event)).toMatchObject({ status: 'unknown' });
    world.advance(60);
    await expect(probing(event, finds({ applied: false }))).rejects.toMatchObject({ name: 'StepNotApplied' });
  });

  it.each<[string, Behaviour]>([
    ['the partner cannot tell', finds({ applied: 'unknown' })],
    [
      'the partner does not answer',
      {
        ...LOST,
        probe: async () => {
          throw new PluginTransient('503');
        },
      },
    ],
    [
      'the probe has a bug',
      {
        ...LOST,
        probe: async () => {
          throw new TypeError('x is undefined');
        },
      },
    ],
    ['the plugin cannot probe', LOST],
  ])('leaves the outcome unknown when %s, and never lets the step run', async (_, behaviour) => {
    const event = await lostStep();
    await expect(probing(event, behaviour)).rejects.toMatchObject({ name: 'StepStillUnknown' });
    expect(await recordOf(world, event)).toMatchObject({ status: 'unknown' });
    const run = vi.fn();
    await expect(hostOf(world, { ...LOST, run })(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown' });
    expect(run).not.toHaveBeenCalled();
  });

  it('answers from the record if the step has ended in the meantime', async () => {
    const event = await eventOf(world);
    const declines: Behaviour = {
      run: async () => {
        throw new PluginDeclined('card_declined', 'Your card was declined.');
      },
    };
    await expect(hostOf(world, declines)(event)).rejects.toMatchObject({ name: 'PluginDeclined' });
    await expect(probing(event, finds({ applied: true, output: {} }))).rejects.toMatchObject({
      name: 'PluginDeclined',
      code: 'card_declined',
    });
  });

  it('knows that a step without a claim had no effect', async () => {
    const event = await eventOf(world);
    await expect(probing(event, finds({ applied: 'unknown' }))).rejects.toMatchObject({ name: 'StepNotApplied' });
  });

  it('is rejected once the order has ended', async () => {
    const event = await lostStep();
    await moveTo(world, event, 'cancelled');
    await expect(probing(event, finds({ applied: false }))).rejects.toMatchObject({ name: 'StepRefused' });
  });
});

describe('a probe while other hosts are active', () => {
  it('waits for a running attempt, and records one whose host was lost', async () => {
    const event = await eventOf(world, { effect: 'at-most-once' });
    await abandon(world, event);
    const probe = vi.fn(async () => ({ applied: true as const, output: {} }));
    await expect(probing(event, { ...LOST, probe })).rejects.toMatchObject({ name: 'StepBusy' });
    expect(probe).not.toHaveBeenCalled();
    world.advance(11);
    expect(await probing(event, { ...LOST, probe })).toMatchObject({ outcome: 'succeeded' });
  });

  it('blocks a run while it probes', async () => {
    const event = await lostStep();
    await abandon(world, event, 'probe');
    const run = vi.fn();
    await expect(hostOf(world, { ...LOST, run })(event)).rejects.toMatchObject({ name: 'StepBusy' });
    expect(run).not.toHaveBeenCalled();
  });

  it('is made once for ten concurrent requests', async () => {
    const event = await lostStep();
    const probe = vi.fn(async () => ({ applied: true as const, output: { n: 1 } }));
    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => probing(event, { ...LOST, probe })));
    expect(probe).toHaveBeenCalledTimes(1);
    for (const answer of answers)
      expect(answer.status === 'rejected' ? answer.reason.name : answer.value.outcome).toMatch(/StepBusy|succeeded/);
  });
});
