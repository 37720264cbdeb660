import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import { PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { CallbackAnswer } from '../../../core/order/order-record.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { abandon, eventOf, hostOf, inMode, output, recordOf } from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.taskAnswers.length = 0;
});

async function waitingEvent(step: Partial<StepEvent['step']> = {}): Promise<StepEvent> {
  return { ...(await eventOf(world, step)), taskToken: 'token-1' };
}

/** Keeps an answer, as the API does for a step that does not wait yet. */
async function answerEarly({ orderId, step }: StepEvent, answer: CallbackAnswer): Promise<void> {
  const record = await world.steps.get(orderId, step.id);
  const kept = await world.operatorSteps.keepAnswer({ orderId, step, record }, answer, world.now().toISOString());
  expect(kept).toBe(true);
}

describe('a step that waits for its callback', () => {
  it('waits once its call has ended, with the token kept before it began', async () => {
    const event = await waitingEvent();
    const tokens: (string | undefined)[] = [];
    const run = async () => {
      tokens.push((await recordOf(world, event)).taskToken);
      return { output: { reference: 'R-1' } };
    };
    expect(await hostOf(world, { run })(event)).toEqual({ outcome: 'waiting', output: {} });
    expect(tokens).toEqual(['token-1']);
    expect(await recordOf(world, event)).toMatchObject({ status: 'waiting', output: { reference: 'R-1' } });
    expect(world.taskAnswers).toEqual([]);
  });

  it.each<[string, (event: StepEvent) => { early: () => Promise<void>; run: () => Promise<{ output: JsonObject }> }]>([
    [
      'before it began',
      (event) => ({ early: () => answerEarly(event, { output: { parcel: 'P1' } }), run: output({}) }),
    ],
    [
      'during its call',
      (event) => ({
        early: async () => undefined,
        async run() {
          await answerEarly(event, { output: { parcel: 'P1' } });
          return { output: {} };
        },
      }),
    ],
  ])('takes the answer that came %s', async (_, arrange) => {
    const event = await waitingEvent();
    const { early, run } = arrange(event);
    await early();
    await hostOf(world, { run })(event);
    expect(world.taskAnswers).toEqual([
      { taskToken: 'token-1', end: { status: 'succeeded', output: { parcel: 'P1' } } },
    ]);
    const record = await recordOf(world, event);
    expect(record).toMatchObject({ status: 'succeeded', output: { parcel: 'P1' } });
    expect(record).not.toHaveProperty('answer');
  });

  it('reports the early answer to the state that waits after a resume', async () => {
    const event = await waitingEvent();
    await answerEarly(event, { output: { parcel: 'P1' } });
    const openCallbacks = async () => {
      const callbacks = await world.openCallbacks();
      const endWait: typeof callbacks.endWait = async (step, end) => {
        expect(await world.steps.replaceTaskToken({ ...event, taskToken: 'token-2' })).toBe(true);
        return callbacks.endWait(step, end);
      };
      return { ...callbacks, endWait };
    };
    await hostOf(world, {}, { openCallbacks })(event);
    expect(world.taskAnswers).toMatchObject([{ taskToken: 'token-2', end: { output: { parcel: 'P1' } } }]);
  });

  it('ends as declined when the early answer is an error', async () => {
    const event = await waitingEvent();
    await answerEarly(event, { error: { code: 'out_of_stock', message: 'None left.' } });
    await hostOf(world, {})(event);
    expect(world.taskAnswers).toMatchObject([{ end: { status: 'declined', error: { code: 'out_of_stock' } } }]);
    expect(await recordOf(world, event)).toMatchObject({ status: 'declined' });
  });

  it('does not make its call again: a new state waits for the same answer', async () => {
    const event = await waitingEvent();
    const run = vi.fn(output({}));
    await hostOf(world, { run })(event);
    expect(await hostOf(world, { run })({ ...event, taskToken: 'token-2' })).toEqual({
      outcome: 'waiting',
      output: {},
    });
    expect(run).toHaveBeenCalledTimes(1);
    expect(await recordOf(world, event)).toMatchObject({ status: 'waiting', taskToken: 'token-2' });
  });

  it('reports to the state machine what its record already says', async () => {
    const event = await waitingEvent();
    await answerEarly(event, { output: { parcel: 'P1' } });
    await hostOf(world, {})(event);
    world.taskAnswers.length = 0;
    await hostOf(world, {})({ ...event, taskToken: 'token-2' });
    expect(world.taskAnswers).toEqual([
      { taskToken: 'token-2', end: { status: 'succeeded', output: { parcel: 'P1' } } },
    ]);
  });

  it('is not waited for when it is skipped', async () => {
    const event = await waitingEvent({ when: 'false' });
    await hostOf(world, {})(event);
    expect(world.taskAnswers).toEqual([{ taskToken: 'token-1', end: { status: 'succeeded', output: {} } }]);
  });

  it('keeps an early answer after an attempt without effect', async () => {
    const event = await waitingEvent();
    await answerEarly(event, { output: { parcel: 'P1' } });
    const run = async () => {
      throw new PluginTransient('503');
    };
    await expect(hostOf(world, { run })(event)).rejects.toMatchObject({ name: 'PluginTransient' });
    expect(await recordOf(world, event)).toMatchObject({ status: 'transient', answer: { output: { parcel: 'P1' } } });
    await hostOf(world, {})(event);
    expect(await recordOf(world, event)).toMatchObject({ status: 'succeeded', output: { parcel: 'P1' } });
  });
});

describe('a stored answer that could not be reported', () => {
  const ANSWER = { output: { parcel: 'P1' } };
  const HEARD = { end: { status: 'succeeded', ...ANSWER } };
  const throttled = async () => {
    throw new Error('ThrottlingException');
  };
  type Callbacks = Awaited<ReturnType<OrderWorld['openCallbacks']>>;
  const openWith = (failing: (callbacks: Callbacks) => Partial<Callbacks>) => async () => {
    const callbacks = await world.openCallbacks();
    return { ...callbacks, ...failing(callbacks) };
  };
  /** A call during which the other system answers. */
  const answered = (event: StepEvent, answer: CallbackAnswer = ANSWER) =>
    vi.fn(async () => {
      await answerEarly(event, answer);
      return { output: {} };
    });

  it.each<[string, (callbacks: Callbacks) => Partial<Callbacks>]>([
    ['the table rejects it', () => ({ endWait: throttled })],
    ['the state machine rejects it', () => ({ sendTaskResult: throttled })],
    [
      'the reply of the table is lost',
      ({ endWait }) => ({
        endWait: async (...wait) => {
          await endWait(...wait);
          return undefined;
        },
      }),
    ],
  ])('is passed on by the next attempt, without another call: %s', async (_, failing) => {
    const event = await waitingEvent();
    const run = answered(event);
    const first = hostOf(world, { run }, { openCallbacks: openWith(failing) })(event);
    await expect(first).rejects.toMatchObject({ name: 'StepBusy' });
    expect(world.taskAnswers).toEqual([]);

    await hostOf(world, { run })({ ...event, taskToken: 'token-2' });
    expect(run).toHaveBeenCalledTimes(1);
    expect(world.taskAnswers).toMatchObject([{ taskToken: 'token-2', ...HEARD }]);
    const record = await recordOf(world, event);
    expect(record).toMatchObject({ status: 'succeeded', ...ANSWER });
    expect(record).not.toHaveProperty('answer');
  });

  it('is also retried if the result of a finished step cannot be reported', async () => {
    const event = await waitingEvent();
    await hostOf(world, { run: answered(event) })(event);
    world.taskAnswers.length = 0;
    const openCallbacks = openWith(() => ({ sendTaskResult: throttled }));
    const again = { ...event, taskToken: 'token-2' };
    await expect(hostOf(world, {}, { openCallbacks })(again)).rejects.toMatchObject({ name: 'StepBusy' });
    await hostOf(world, {})(again);
    expect(world.taskAnswers).toMatchObject([{ taskToken: 'token-2', ...HEARD }]);
  });

  it('is a decline for the next attempt as well', async () => {
    const event = await waitingEvent();
    const run = answered(event, { error: { code: 'out_of_stock', message: 'None left.' } });
    const openCallbacks = openWith(() => ({ endWait: throttled }));
    await expect(hostOf(world, { run }, { openCallbacks })(event)).rejects.toMatchObject({ name: 'StepBusy' });
    await expect(hostOf(world, { run })(event)).rejects.toMatchObject({ name: 'PluginDeclined', code: 'out_of_stock' });
    expect(await recordOf(world, event)).toMatchObject({ status: 'declined' });
  });

  it.each(['idempotent', 'at-most-once'] as const)('finds the outcome of a lost call: %s', async (effect) => {
    const event = await waitingEvent({ effect });
    const run = vi.fn(async () => {
      await answerEarly(event, ANSWER);
      throw new PluginOutcomeUnknown('No reply.');
    });
    await hostOf(world, { run, effect })(event);
    expect(world.taskAnswers).toMatchObject([{ taskToken: 'token-1', ...HEARD }]);
    expect(await recordOf(world, event)).toMatchObject({ status: 'succeeded', ...ANSWER });
  });

  it('finds the outcome of a lost call in the next attempt, once the table accepts it', async () => {
    const event = await waitingEvent({ effect: 'at-most-once' });
    const run = vi.fn(async () => {
      await answerEarly(event, ANSWER);
      throw new PluginOutcomeUnknown('No reply.');
    });
    const openCallbacks = openWith(() => ({ endWait: throttled }));
    const first = hostOf(world, { run, effect: 'at-most-once' }, { openCallbacks })(event);
    await expect(first).rejects.toMatchObject({ name: 'StepBusy' });
    await hostOf(world, { run, effect: 'at-most-once' })({ ...event, taskToken: 'token-2' });
    expect(run).toHaveBeenCalledTimes(1);
    expect(world.taskAnswers).toMatchObject([{ taskToken: 'token-2', ...HEARD }]);
  });

  it('finds the outcome of a call whose host was lost, after its lease', async () => {
    const event = await waitingEvent({ effect: 'at-most-once' });
    await abandon(world, event);
    await answerEarly(event, ANSWER);
    const run = vi.fn(output({}));
    const again = () => hostOf(world, { run, effect: 'at-most-once' })(event);
    await expect(again()).rejects.toMatchObject({ name: 'StepBusy' });
    world.advance(60);
    await again();
    expect(run).not.toHaveBeenCalled();
    expect(world.taskAnswers).toMatchObject([{ taskToken: 'token-1', ...HEARD }]);
    expect(await recordOf(world, event)).toMatchObject({ status: 'succeeded', ...ANSWER });
  });
});

describe('a callback that does not arrive', () => {
  it('lets a probe decide the outcome', async () => {
    const event = await waitingEvent();
    await hostOf(world, {})(event);
    world.advance(60);
    const { taskToken: _, ...probeEvent } = inMode(event, 'probe');
    const probe = async () => ({ applied: true as const, output: { parcel: 'P2' } });
    expect(await hostOf(world, { probe })(probeEvent)).toEqual({ outcome: 'succeeded', output: { parcel: 'P2' } });
  });

  it('counts when it arrives during a probe', async () => {
    const event = await waitingEvent();
    await hostOf(world, {})(event);
    world.advance(60);
    const { taskToken: _, ...probeEvent } = inMode(event, 'probe');
    const probe = async () => {
      await answerEarly(event, { output: { parcel: 'P1' } });
      return { applied: 'unknown' as const };
    };
    expect(await hostOf(world, { probe })(probeEvent)).toEqual({ outcome: 'succeeded', output: { parcel: 'P1' } });
    expect(await recordOf(world, event)).toMatchObject({ status: 'succeeded' });
  });

  it('is probed for again when it came during the probe and could not be recorded', async () => {
    const event = await waitingEvent();
    await hostOf(world, {})(event);
    world.advance(60);
    const { taskToken: _, ...probeEvent } = inMode(event, 'probe');
    const answeredProbe = async () => {
      await answerEarly(event, { output: { parcel: 'P1' } });
      return { applied: 'unknown' as const };
    };
    const openCallbacks = async () => ({
      ...(await world.openCallbacks()),
      endWait: async () => {
        throw new Error('Throttled.');
      },
    });
    await expect(hostOf(world, { probe: answeredProbe }, { openCallbacks })(probeEvent)).rejects.toMatchObject({
      name: 'StepBusy',
    });
    const probe = async () => ({ applied: 'unknown' as const });
    expect(await hostOf(world, { probe })(probeEvent)).toEqual({ outcome: 'succeeded', output: { parcel: 'P1' } });
  });

  it('no longer counts once the step was undone', async () => {
    const event = await waitingEvent();
    await hostOf(world, {})(event);
    const { taskToken: _, ...undo } = inMode(event, 'undo');
    await hostOf(world, { compensate: async () => undefined })(undo);
    const record = await recordOf(world, event);
    expect(record).toMatchObject({ status: 'undone' });
    expect(record).not.toHaveProperty('taskToken');
  });
});
