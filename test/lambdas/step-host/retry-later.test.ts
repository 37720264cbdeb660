import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PluginOutcomeUnknown, PluginTransient } from '../../../core/errors/plugin-errors.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { eventOf, hostOf, inMode, recordOf } from './host-world.ts';

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

const busyFor = (retryAfterSeconds: number) =>
  hostOf(world, {
    run: async () => {
      throw new PluginTransient('429', { code: 'too_many_requests', retryAfterSeconds });
    },
  });

describe('a partner that says how long to wait', () => {
  it('makes the state machine wait, and the attempt records when the next one is due', async () => {
    const event = await eventOf(world);
    const error = await busyFor(37.2)(event).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ name: 'PluginRetryLater' });
    expect(JSON.parse((error as Error).message)).toMatchObject({ seconds: 38, code: 'too_many_requests' });
    const [attempt] = (await recordOf(world, event)).attempts;
    const due = new Date(world.now().getTime() + 38_000).toISOString();
    expect(attempt).toMatchObject({ outcome: 'transient', nextTryAt: due, error: { name: 'PluginTransient' } });
  });

  it('leaves a short wait to the retries of the step', async () => {
    const event = await eventOf(world);
    await expect(busyFor(4)(event)).rejects.toMatchObject({ name: 'PluginTransient' });
    expect((await recordOf(world, event)).attempts[0]).not.toHaveProperty('nextTryAt');
  });

  it('waits as often as the step has retries, and then fails the step', async () => {
    const event = await eventOf(world, { retry: { maxAttempts: 2 } });
    for (const name of ['PluginRetryLater', 'PluginRetryLater', 'PluginFailed'])
      await expect(busyFor(60)(event)).rejects.toMatchObject({ name });
    const never = await eventOf(world, { retry: { maxAttempts: 0 } });
    await expect(busyFor(60)(never)).rejects.toMatchObject({ name: 'PluginFailed', code: 'too_many_requests' });
  });

  it('does not wait longer than a day', async () => {
    await expect(busyFor(86_400)(await eventOf(world))).rejects.toMatchObject({ name: 'PluginRetryLater' });
    await expect(busyFor(86_401)(await eventOf(world))).rejects.toMatchObject({ name: 'PluginFailed' });
  });

  it('waits after a partial effect, and finally leaves the outcome unknown', async () => {
    const busy = hostOf(world, {
      run: async () => {
        throw new PluginOutcomeUnknown('The account was created, and then: 429', { retryAfterSeconds: 60 });
      },
    });
    const event = await eventOf(world, { retry: { maxAttempts: 1 } });
    for (const name of ['PluginRetryLater', 'PluginOutcomeUnknown'])
      await expect(busy(event)).rejects.toMatchObject({ name });
    const { attempts, status } = await recordOf(world, event);
    expect(status).toBe('unknown');
    expect(attempts[0]).toMatchObject({ outcome: 'unknown', nextTryAt: expect.any(String) });
  });

  it('does not wait if the plugin must not be called again', async () => {
    const effect = 'at-most-once';
    const lost = hostOf(world, {
      effect,
      run: async () => {
        throw new PluginOutcomeUnknown('?', { retryAfterSeconds: 60 });
      },
    });
    const event = await eventOf(world, { effect });
    await expect(lost(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown' });
    expect((await recordOf(world, event)).attempts[0]).not.toHaveProperty('nextTryAt');
  });

  it('counts the waits of a heal separately from those of the run', async () => {
    const event = await eventOf(world, { critical: false, retry: { maxAttempts: 0 } });
    await expect(busyFor(60)(event)).rejects.toMatchObject({ name: 'PluginFailed' });
    for (let waits = 1; waits <= 10; waits += 1)
      await expect(busyFor(60)(inMode(event, 'heal'))).rejects.toMatchObject({ name: 'PluginRetryLater' });
    await expect(busyFor(60)(inMode(event, 'heal'))).rejects.toMatchObject({ name: 'PluginFailed' });
  });
});
