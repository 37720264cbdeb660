import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import { waitEndOf } from '../../../lambdas/order-store/operator-step-store.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { attemptsOf, type Behaviour, eventOf, hostOf, inMode, output, recordOf } from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const NO = { error: { code: 'card_declined', message: 'The card was declined.' } };

const lost = async () => {
  throw new PluginOutcomeUnknown('No reply.');
};
const silent = async () => {
  throw new PluginTransient('503');
};
const cannotTell = async () => ({ applied: 'unknown' as const });

describe('the answer of a step whose callback came after a probe could not tell', () => {
  it.each<[string, string, Behaviour]>([
    ['its wait timed out', 'waiting', { run: output({}), probe: cannotTell }],
    ['the reply to its call was lost', 'unknown', { run: lost, probe: cannotTell }],
    ['its wait timed out and the partner did not answer the probe', 'waiting', { run: output({}), probe: silent }],
  ])('is the decline of the other system when %s', async (_, ended, behaviour) => {
    const { taskToken, ...event } = { ...(await eventOf(world)), taskToken: 'T-1' };
    await hostOf(world, behaviour)({ ...event, taskToken }).catch(() => undefined);
    world.advance(60);
    const probing = () => hostOf(world, behaviour)(inMode(event, 'probe'));
    await expect(probing()).rejects.toMatchObject({ name: 'StepStillUnknown' });
    expect(attemptsOf(await recordOf(world, event))).toEqual([`run ${ended}`, 'probe unknown']);

    const record = await recordOf(world, event);
    const { orderId, step } = event;
    expect(await world.operatorSteps.endWait({ orderId, step, record }, waitEndOf(NO))).toMatchObject({
      status: 'declined',
    });

    const run = vi.fn();
    for (const mode of ['probe', 'probe', 'run'] as const)
      await expect(hostOf(world, { ...behaviour, run })(inMode(event, mode))).rejects.toMatchObject({
        name: 'PluginDeclined',
        code: 'card_declined',
      });
    expect(run).not.toHaveBeenCalled();
    expect(attemptsOf(await recordOf(world, event))).toEqual([`run ${ended}`, 'probe declined']);
  });

  it('is never the error of the probe itself: without an answer the outcome stays unknown', async () => {
    const event = await eventOf(world, { effect: 'at-most-once' });
    const behaviour: Behaviour = { effect: 'at-most-once', run: lost, probe: silent };
    await expect(hostOf(world, behaviour)(event)).rejects.toMatchObject({ code: 'outcome_unknown' });
    world.advance(60);
    await expect(hostOf(world, behaviour)(inMode(event, 'probe'))).rejects.toMatchObject({ name: 'StepStillUnknown' });
    expect((await recordOf(world, event)).attempts.at(-1)?.error).toMatchObject({ name: 'PluginTransient' });
    await expect(hostOf(world, behaviour)(event)).rejects.toMatchObject({
      name: 'PluginOutcomeUnknown',
      code: 'outcome_unknown',
    });
  });
});
