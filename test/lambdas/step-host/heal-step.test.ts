import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import {
  abandon,
  attemptsOf,
  type Behaviour,
  eventOf,
  hostOf,
  inMode,
  moveTo,
  output,
  recordOf,
} from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const heal = (event: StepEvent, behaviour: Behaviour) => hostOf(world, behaviour)(inMode(event, 'heal'));

/** A step that ended in an error, in an order that continued without it. */
async function failedStep(error: Error, step: Partial<StepEvent['step']> = {}): Promise<StepEvent> {
  const event = await eventOf(world, { critical: false, ...step });
  const run = async () => {
    throw error;
  };
  await expect(hostOf(world, { run })(event)).rejects.toMatchObject({ name: error.name });
  return event;
}

describe('a heal', () => {
  it.each<[string, Error]>([
    ['an error that may pass', new PluginTransient('503')],
    ['a failure', new PluginFailed('Wrong password.')],
    ['a decline that an operator retries', new PluginDeclined('blocked', 'Blocked.')],
  ])('runs a step again that ended in %s, with the same key', async (_, error) => {
    const event = await failedStep(error);
    const run = vi.fn(async ({ idempotencyKey }) => ({ output: { idempotencyKey } }));
    const answer = { outcome: 'succeeded', output: { idempotencyKey: `${event.orderId}#first` } };
    expect(await heal(event, { run })).toEqual(answer);
    expect(await heal(event, { run })).toEqual(answer);
    expect(run).toHaveBeenCalledTimes(1);
    expect(attemptsOf(await recordOf(world, event)).at(-1)).toBe('heal succeeded');
  });

  it('heals a complete order, but not one that failed', async () => {
    const complete = await failedStep(new PluginTransient('503'));
    await moveTo(world, complete, 'complete');
    expect(await heal(complete, { run: output({}) })).toMatchObject({ outcome: 'succeeded' });

    for (const status of ['failed', 'cancelled'] as const) {
      const event = await failedStep(new PluginTransient('503'));
      await moveTo(world, event, status);
      const run = vi.fn();
      await expect(heal(event, { run })).rejects.toMatchObject({ name: 'StepRefused' });
      expect(run).not.toHaveBeenCalled();
    }
  });

  it('is rejected once a later run has started', async () => {
    const event = await failedStep(new PluginTransient('503'));
    await expect(heal({ ...event, run: 2 }, {})).rejects.toMatchObject({ name: 'StepRefused' });
  });

  it('skips a step whose condition no longer holds', async () => {
    const event = await failedStep(new PluginTransient('503'));
    const answer = await heal({ ...event, step: { ...event.step, when: 'false' } }, {});
    expect(answer).toMatchObject({ outcome: 'skipped' });
  });

  it('accepts the result that an operator recorded', async () => {
    const event = await failedStep(new PluginTransient('503'));
    const record = await recordOf(world, event);
    const at = world.now().toISOString();
    const mark = { by: 'ada', at, reason: 'Sent by hand.' };
    const { operatorSteps } = world;
    await operatorSteps.decide(
      { orderId: event.orderId, step: event.step, record },
      {
        status: 'succeeded',
        action: { action: 'complete', run: 1, ...mark },
        output: { by: 'hand' },
        completedBy: mark,
      },
    );
    const run = vi.fn();
    expect(await heal(event, { run })).toEqual({ outcome: 'succeeded', output: { by: 'hand' } });
    expect(run).not.toHaveBeenCalled();
  });
});

describe('a heal after a lost call', () => {
  const lost = () => failedStep(new PluginOutcomeUnknown('No reply.'), { effect: 'at-most-once' });

  it('calls again when the partner recognises the repeat', async () => {
    const event = await failedStep(new PluginOutcomeUnknown('No reply.'));
    expect(await heal(event, { run: output({}) })).toMatchObject({ outcome: 'succeeded' });
  });

  it('probes first when the partner does not: an effect that is found is the answer', async () => {
    const event = await lost();
    const run = vi.fn();
    const probe = async () => ({ applied: true as const, output: { uuid: 'e-1' } });
    expect(await heal(event, { effect: 'at-most-once', run, probe })).toMatchObject({ output: { uuid: 'e-1' } });
    expect(run).not.toHaveBeenCalled();
  });

  it('probes first when the partner does not: a lost call without effect is made again', async () => {
    const event = await lost();
    world.advance(60);
    const probe = async () => ({ applied: false as const });
    const answer = await heal(event, { effect: 'at-most-once', run: output({ uuid: 'e-2' }), probe });
    expect(answer).toMatchObject({ output: { uuid: 'e-2' } });
    expect(attemptsOf(await recordOf(world, event))).toEqual(['run unknown', 'probe transient', 'heal succeeded']);
  });

  it('does nothing while the outcome is unknown', async () => {
    const event = await lost();
    const run = vi.fn();
    const probe = async () => ({ applied: 'unknown' as const });
    await expect(heal(event, { effect: 'at-most-once', run, probe })).rejects.toMatchObject({
      name: 'StepStillUnknown',
    });
    await expect(heal(event, { effect: 'at-most-once', run })).rejects.toMatchObject({ name: 'StepRefused' });
    expect(run).not.toHaveBeenCalled();
  });

  it('waits for the lease of a host that may still be calling', async () => {
    const event = await eventOf(world, { effect: 'at-most-once' });
    await abandon(world, event);
    const probe = vi.fn();
    await expect(heal(event, { effect: 'at-most-once', probe })).rejects.toMatchObject({ name: 'StepBusy' });
    expect(probe).not.toHaveBeenCalled();
  });

  it('does not leave a step running that cannot be probed', async () => {
    const event = await eventOf(world, { effect: 'at-most-once' });
    await abandon(world, event);
    world.advance(60);
    const run = vi.fn();
    for (let times = 0; times < 2; times += 1) {
      await expect(heal(event, { effect: 'at-most-once', run })).rejects.toMatchObject({ name: 'StepRefused' });
    }
    expect(await recordOf(world, event)).toMatchObject({ status: 'unknown', attempts: [{ outcome: 'unknown' }] });
    expect(run).not.toHaveBeenCalled();
  });
});
