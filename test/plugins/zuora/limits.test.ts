import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../contract/failure-of.ts';
import type { JsonObject } from '../../../core/json.ts';
import { CHANGES } from './changes.ts';
import { ORDER, useZuora } from './use-zuora.ts';

const { changes, run, sandbox, subscribe } = useZuora();

const created = async (): Promise<number> => (await sandbox.effects('subscription.created')).length;

describe('the limits of Zuora', () => {
  it('make a step wait until the next window of the rate', async () => {
    await sandbox.limit({ partner: 'zuora', rates: [{ requests: 1, seconds: 86_400 }] });
    const { name, retryAfterSeconds } = await failureOf(run(ORDER));
    expect(name).toBe('PluginTransient');
    const untilMidnight = 86_400 - ((Date.now() / 1000) % 86_400);
    expect(Math.abs(Number(retryAfterSeconds) - untilMidnight)).toBeLessThan(30);
    await sandbox.limit({ partner: 'zuora', rates: [] });
    await run(ORDER, { attempt: 2 });
    expect(await created()).toBe(1);
  });

  it('make a step wait for its turn when too many requests run, and no order has two effects', async () => {
    await run(ORDER);
    await sandbox.limit({ partner: 'zuora', concurrency: 1, latencyMs: 100 });
    const ids = ['order-a', 'order-b', 'order-c'];
    const failures = await Promise.all(ids.map((orderId) => failureOf(run(ORDER, { orderId }))));
    const waiting = failures.filter(({ name }) => name === 'PluginTransient');
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting.map(({ retryAfterSeconds }) => retryAfterSeconds)).toEqual(waiting.map(() => 1));
    for (const orderId of ids) await run(ORDER, { orderId, attempt: 2 });
    expect(await created()).toBe(4);
  });

  it('make a change of a locked subscription wait, and its next attempt has the effect once', async () => {
    const { effects, given, options = {}, order } = CHANGES.renew ?? { effects: [], order: {} as JsonObject };
    await subscribe(given);
    await sandbox.limit({ partner: 'zuora', latencyMs: 300 });
    const ids = ['order-a', 'order-b'];
    const attempts = await Promise.all(ids.map((orderId) => failureOf(run(order, { options, orderId }))));
    const refused = ids.filter((_, index) => attempts[index]?.name === 'PluginTransient');
    expect(refused).toHaveLength(1);
    expect(attempts.map(({ message }) => message).join()).toContain('lock competition');
    await run(order, { options, orderId: refused[0] ?? '', attempt: 2 });
    expect(await changes()).toEqual([...effects, ...effects]);
  });
});
