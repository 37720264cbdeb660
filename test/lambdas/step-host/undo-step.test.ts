import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import type { CompensationContext } from '../../../core/plugin/define-plugin.ts';
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
  resumed,
} from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const undo = (event: StepEvent, behaviour: Behaviour) => hostOf(world, behaviour)(inMode(event, 'undo'));

async function doneStep(): Promise<StepEvent> {
  const event = await eventOf(world);
  await hostOf(world, { run: output({ number: 'A-1' }) })(event);
  return event;
}

describe('an undo', () => {
  it('gives the plugin its earlier output, and is made once for repeated requests', async () => {
    const event = await doneStep();
    const compensate = vi.fn(async (_: CompensationContext) => undefined);
    expect(await undo(event, { compensate })).toEqual({ outcome: 'undone', output: {} });
    expect(await undo(event, { compensate })).toEqual({ outcome: 'undone', output: {} });
    expect(compensate).toHaveBeenCalledTimes(1);
    expect(compensate.mock.calls[0]?.[0]).toMatchObject({
      output: { number: 'A-1' },
      idempotencyKey: `${event.orderId}#first`,
    });
    const record = await recordOf(world, event);
    expect(record).toMatchObject({ status: 'undone', generation: 2 });
    expect(record).not.toHaveProperty('output');
    expect(attemptsOf(record)).toEqual(['run succeeded', 'undo succeeded']);
  });

  it('lets a resumed order run the step again, as a new request to the partner', async () => {
    const event = await doneStep();
    await undo(event, { compensate: async () => undefined });
    const run = vi.fn(async ({ idempotencyKey }) => ({ output: { idempotencyKey } }));
    await expect(hostOf(world, { run })(event)).rejects.toMatchObject({ name: 'StepRefused' });
    const again = await resumed(world, event);
    expect(await hostOf(world, { run })(again)).toMatchObject({
      output: { idempotencyKey: `${event.orderId}#first#2` },
    });
    await undo(again, { compensate: async () => undefined });
    expect(await recordOf(world, again)).toMatchObject({ generation: 3 });
  });

  it.each<[string, () => Error]>([
    ['failed', () => new PluginFailed('No mapping.')],
    ['got no reply', () => new PluginOutcomeUnknown('No reply.')],
  ])('also undoes a step that %s, which may have had part of its effect', async (_, thrown) => {
    const event = await eventOf(world, { effect: 'at-most-once' });
    const run = async () => {
      throw thrown();
    };
    await expect(hostOf(world, { run })(event)).rejects.toThrow();
    const compensate = vi.fn(async (_context: CompensationContext) => undefined);
    await undo(event, { compensate });
    expect(compensate.mock.calls[0]?.[0].output).toBeUndefined();
  });

  it.each<[boolean, string, readonly (() => Error)[]]>([
    [true, 'failed', [() => new PluginFailed('401')]],
    [true, 'was declined', [() => new PluginDeclined('card_declined', 'No.')]],
    [true, 'was throttled and then failed', [() => new PluginTransient('503'), () => new PluginFailed('401')]],
    [
      true,
      'was declined after it was lost',
      [() => new PluginOutcomeUnknown('?'), () => new PluginDeclined('no', 'No.')],
    ],
    [false, 'was lost', [() => new PluginOutcomeUnknown('No reply.')]],
    [false, 'failed after it was lost', [() => new PluginOutcomeUnknown('?'), () => new PluginFailed('401')]],
    [false, 'succeeded', []],
  ])('sets wasRejected to %s if the step %s', async (rejected, _, thrown) => {
    const event = await eventOf(world);
    for (const error of thrown) {
      const run = async () => {
        throw error();
      };
      await expect(hostOf(world, { run })(event)).rejects.toThrow();
    }
    if (thrown.length === 0) await hostOf(world, {})(event);
    const compensate = vi.fn(async (_context: CompensationContext) => undefined);
    await undo(event, { compensate });
    expect(compensate.mock.calls[0]?.[0].wasRejected).toBe(rejected);
  });

  it('passes the same wasRejected when it is repeated after a failure', async () => {
    const event = await eventOf(world);
    const run = async () => {
      throw new PluginFailed('401');
    };
    await expect(hostOf(world, { run })(event)).rejects.toThrow();
    const compensate = vi.fn(async (_context: CompensationContext) => undefined);
    compensate.mockRejectedValueOnce(new PluginTransient('503'));
    await expect(undo(event, { compensate })).rejects.toThrow();
    await undo(event, { compensate });
    expect(compensate.mock.calls.map(([{ wasRejected }]) => wasRejected)).toEqual([true, true]);
  });

  it('of a step that never began makes no call, and keeps a late host of the run from beginning it', async () => {
    const event = await eventOf(world);
    const compensate = vi.fn();
    expect(await undo(event, { compensate })).toMatchObject({ outcome: 'undone' });
    expect(compensate).not.toHaveBeenCalled();
    const run = vi.fn();
    await expect(hostOf(world, { run })(event)).rejects.toMatchObject({ name: 'StepRefused' });
    expect(run).not.toHaveBeenCalled();
  });

  it('of a step that was undone in an earlier run makes no call, and keeps a late host of this run from beginning it', async () => {
    const event = await doneStep();
    const compensate = vi.fn(async () => undefined);
    await undo(event, { compensate });
    const again = await resumed(world, event);
    const at = world.now().toISOString();
    const seen = await world.orders.changeStatus({ ...again, to: 'processing', events: [], at });
    await moveTo(world, again, 'cancelled');

    for (const _ of ['once', 'twice']) expect(await undo(again, { compensate })).toMatchObject({ outcome: 'undone' });

    expect(compensate).toHaveBeenCalledTimes(1);
    const run = vi.fn();
    const late = hostOf(world, { run }, { orders: { ...world.orders, get: async () => seen } });
    await expect(late(again)).rejects.toMatchObject({ name: 'StepRefused' });
    expect(run).not.toHaveBeenCalled();
    expect(await recordOf(world, again)).toMatchObject({ status: 'undone', run: 2, generation: 2 });
  });

  it('of a step that was skipped makes no call', async () => {
    const event = await eventOf(world, { when: 'false' });
    await hostOf(world, {})(event);
    const compensate = vi.fn();
    expect(await undo(event, { compensate })).toMatchObject({ outcome: 'undone' });
    expect(compensate).not.toHaveBeenCalled();
  });

  it('of a step that an operator skipped makes no call, and leaves it skipped in every later run', async () => {
    const event = await eventOf(world);
    const mark = { by: 'ada', at: world.now().toISOString(), reason: 'Done by phone.' };
    await world.operatorSteps.decide(
      { orderId: event.orderId, step: event.step, record: undefined },
      { status: 'skipped', skipped: 'Operator', completedBy: mark, action: { action: 'skip', run: 1, ...mark } },
    );
    const compensate = vi.fn();
    const run = vi.fn();
    expect(await undo(event, { compensate })).toEqual({ outcome: 'undone', output: {} });
    expect(await hostOf(world, { run })(await resumed(world, event))).toEqual({ outcome: 'skipped', output: {} });
    expect(compensate).not.toHaveBeenCalled();
    expect(run).not.toHaveBeenCalled();
    expect(await recordOf(world, event)).toMatchObject({ status: 'skipped', completedBy: mark });
  });

  it('that fails can be repeated, and blocks runs of the step until then', async () => {
    const event = await doneStep();
    const fails = async () => {
      throw new PluginTransient('503');
    };
    await expect(undo(event, { compensate: fails })).rejects.toMatchObject({ name: 'PluginTransient' });
    expect(await recordOf(world, event)).toMatchObject({ status: 'undo-failed', output: { number: 'A-1' } });
    const again = await resumed(world, event);
    const run = vi.fn();
    await expect(hostOf(world, { run })(again)).rejects.toMatchObject({
      name: 'PluginOutcomeUnknown',
      code: 'undo_failed',
    });
    expect(run).not.toHaveBeenCalled();
    expect(await undo(again, { compensate: async () => undefined })).toMatchObject({ outcome: 'undone' });
    expect(attemptsOf(await recordOf(world, again))).toEqual(['run succeeded', 'undo transient', 'undo succeeded']);
  });

  it('that failed is decided by a probe: a missing effect runs again with a new key', async () => {
    const event = await doneStep();
    const fails = async () => {
      throw new PluginFailed('Locked.');
    };
    await expect(undo(event, { compensate: fails })).rejects.toMatchObject({ name: 'PluginFailed' });
    world.advance(60);
    const probe = hostOf(world, { probe: async () => ({ applied: false }) });
    await expect(probe(inMode(event, 'probe'))).rejects.toMatchObject({ name: 'StepNotApplied' });
    expect(await recordOf(world, event)).toMatchObject({ status: 'transient', generation: 2 });
  });

  it('is rejected for a complete order, and for an earlier run', async () => {
    const event = await doneStep();
    const compensate = vi.fn();
    await expect(undo({ ...event, run: 2 }, { compensate })).rejects.toMatchObject({ name: 'StepRefused' });
    await moveTo(world, event, 'complete');
    await expect(undo(event, { compensate })).rejects.toMatchObject({ name: 'StepRefused' });
    expect(compensate).not.toHaveBeenCalled();
  });

  it('is made for a cancelled order', async () => {
    const event = await doneStep();
    await moveTo(world, event, 'cancelled');
    expect(await undo(event, { compensate: async () => undefined })).toMatchObject({ outcome: 'undone' });
  });
});

describe('an undo while other hosts are active', () => {
  it('waits for a running attempt, and undoes its effect if its host was lost', async () => {
    const event = await eventOf(world);
    await abandon(world, event);
    const compensate = vi.fn(async () => undefined);
    await expect(undo(event, { compensate })).rejects.toMatchObject({ name: 'StepBusy' });
    expect(compensate).not.toHaveBeenCalled();
    world.advance(11);
    expect(await undo(event, { compensate })).toMatchObject({ outcome: 'undone' });
  });

  it('waits for a plugin that answers during the probe', async () => {
    const event = await eventOf(world);
    const compensate = vi.fn(async () => undefined);
    const tries: Promise<unknown>[] = [];
    const run = async () => {
      tries.push(undo(event, { compensate }).catch((error: Error) => error.name));
      await tries[0];
      return { output: {} };
    };
    await hostOf(world, { run })(event);
    expect(await tries[0]).toBe('StepBusy');
    await undo(event, { compensate });
    expect(compensate).toHaveBeenCalledTimes(1);
  });

  it('is made once for ten concurrent requests', async () => {
    const event = await doneStep();
    const compensate = vi.fn(async () => undefined);
    await Promise.allSettled(Array.from({ length: 10 }, () => undo(event, { compensate })));
    expect(compensate).toHaveBeenCalledTimes(1);
    expect(await recordOf(world, event)).toMatchObject({ status: 'undone', generation: 2 });
  });
});
