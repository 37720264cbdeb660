import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { StepEvent } from '../../../blueprint/wire/step-event.ts';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { definePlugin } from '../../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../../core/plugin/idempotency.ts';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';
import { CalloutNoReply, CalloutNotSent } from '../../../core/plugin/plugin-http.ts';
import type { StepEffect } from '../../../core/sequence/sequence.ts';
import { createStepHost } from '../../../lambdas/step-host/step-host.ts';
import { type OrderWorld, startOrderWorld } from '../../helpers/order-world.ts';
import { firstEventOf, portsOf } from './host-world.ts';

type Run = (context: PluginContext) => Promise<{ output: JsonObject }>;

let world: OrderWorld;
beforeAll(async () => {
  world = await startOrderWorld();
});
afterAll(() => world.close());

/** A plugin whose calls are counted, and the host around it. */
function hostOf(run: Run, effect: StepEffect = 'idempotent') {
  const calls: PluginContext[] = [];
  const plugin = definePlugin({
    name: 'first',
    service: 'test',
    summary: 'Runs what the test says.',
    options: z.strictObject({ connection: z.string().default('partner') }),
    secrets: (options) => [options.connection],
    effect: effect === 'idempotent' ? { idempotent: RECOGNISED_BY_DATA } : effect,
    run: (context) => {
      calls.push(context);
      return run(context);
    },
  });
  const readSecret = async () => ({ password: 'correct-horse-battery' });
  const host = createStepHost(plugin, portsOf(world, { readSecret }));
  return { host, calls, effect };
}

const eventOf = (step: Partial<StepEvent['step']> = {}, results: StepEvent['results'] = {}) =>
  firstEventOf(world, step, results);

describe('a step that succeeds', () => {
  it('answers with the output, records the attempt and moves the order to processing', async () => {
    const { host, calls } = hostOf(async ({ log }) => {
      log.info('Created the account', { email: 'ada@example.org', accountId: '001' });
      return { output: { crmId: '001' } };
    });
    const event = await eventOf();

    expect(await host(event)).toEqual({ outcome: 'succeeded', output: { crmId: '001' } });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ attempt: 1, run: 1, idempotencyKey: `${event.orderId}#first` });
    const stored = await world.orders.getWithSteps(event.orderId);
    expect(stored?.order.status).toBe('processing');
    expect(stored?.steps[0]).toMatchObject({
      status: 'succeeded',
      output: { crmId: '001' },
      attempts: [{ outcome: 'succeeded', run: 1 }],
    });
    expect(stored?.steps[0]?.attempts[0]?.logs?.[0]).toMatchObject({
      message: 'Created the account',
      data: { email: '[redacted]', accountId: '001' },
    });
  });

  it('answers a repeat from its record, without a call', async () => {
    const { host, calls } = hostOf(async () => ({ output: { n: 1 } }));
    const event = await eventOf();
    await host(event);

    expect(await host(event)).toEqual({ outcome: 'succeeded', output: { n: 1 } });
    expect(calls).toHaveLength(1);
  });

  it('is called once when ten hosts try concurrently', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    const event = await eventOf();

    const answers = await Promise.allSettled(Array.from({ length: 10 }, () => host(event)));

    expect(calls).toHaveLength(1);
    const refusals = answers.filter((answer) => answer.status === 'rejected').map((answer) => answer.reason.name);
    expect(refusals.every((name) => name === 'StepBusy')).toBe(true);
  });
});

describe('a step that fails', () => {
  const cases: readonly {
    title: string;
    thrown: () => Error;
    outcome: string;
    name: string;
    effect?: StepEffect;
  }[] = [
    {
      title: 'a decline',
      thrown: () => new PluginDeclined('card_declined', 'Your card was declined.'),
      outcome: 'declined',
      name: 'PluginDeclined',
    },
    { title: 'a failure', thrown: () => new PluginFailed('no mapping'), outcome: 'failed', name: 'PluginFailed' },
    {
      title: 'a passing error',
      thrown: () => new PluginTransient('429'),
      outcome: 'transient',
      name: 'PluginTransient',
    },
    {
      title: 'an unknown outcome',
      thrown: () => new PluginOutcomeUnknown('reset'),
      outcome: 'unknown',
      name: 'PluginOutcomeUnknown',
    },
    { title: 'a bug', thrown: () => new TypeError('x is undefined'), outcome: 'failed', name: 'PluginFailed' },
    {
      title: 'a partner that was never reached',
      thrown: () => new CalloutNotSent('ECONNREFUSED'),
      outcome: 'transient',
      name: 'PluginTransient',
    },
    {
      title: 'a lost reply to a read',
      thrown: () => new CalloutNoReply('reset', { safe: true }),
      outcome: 'transient',
      name: 'PluginTransient',
    },
    {
      title: 'a lost reply to a write',
      thrown: () => new CalloutNoReply('reset', { safe: false }),
      outcome: 'unknown',
      name: 'PluginOutcomeUnknown',
    },
  ];

  it.each(cases)('records $title as $outcome and ends with $name', async ({ thrown, outcome, name }) => {
    const { host } = hostOf(async () => {
      throw thrown();
    });
    const event = await eventOf();

    await expect(host(event)).rejects.toMatchObject({ name });
    expect(await world.steps.get(event.orderId, 'first')).toMatchObject({
      status: outcome,
      attempts: [{ outcome, error: { name } }],
    });
  });

  it('exposes only the public message, and records the detail without the secret', async () => {
    const { host } = hostOf(async ({ secrets }) => {
      const { password } = await secrets.get('partner');
      throw new PluginFailed(`401 for password ${password}`);
    });
    const event = await eventOf();

    const error = await host(event).catch((thrown: Error) => thrown);

    expect(String((error as Error).message)).not.toContain('401');
    const record = await world.steps.get(event.orderId, 'first');
    expect(record?.attempts[0]?.error?.message).toContain('401 for password');
    expect(JSON.stringify(record)).not.toContain('correct-horse-battery');
  });

  it('rejects a secret that the plugin did not declare', async () => {
    const { host } = hostOf(async ({ secrets }) => ({ output: await secrets.get('somebody-elses') }));
    const event = await eventOf();

    await expect(host(event)).rejects.toMatchObject({ name: 'PluginFailed', code: 'secret_not_declared' });
  });

  it('is not called again in the same run after a decline, but is after a transient error', async () => {
    const declined = hostOf(async () => {
      throw new PluginDeclined('card_declined', 'Your card was declined.');
    });
    const first = await eventOf();
    await expect(declined.host(first)).rejects.toMatchObject({ code: 'card_declined' });
    await expect(declined.host(first)).rejects.toMatchObject({
      name: 'PluginDeclined',
      code: 'card_declined',
      publicMessage: 'Your card was declined.',
    });
    expect(declined.calls).toHaveLength(1);

    const passing = hostOf(async ({ attempt }) => {
      if (attempt === 1) throw new PluginTransient('503');
      return { output: { attempt } };
    });
    const second = await eventOf();
    await expect(passing.host(second)).rejects.toMatchObject({ name: 'PluginTransient' });
    expect(await passing.host(second)).toMatchObject({ output: { attempt: 2 } });
  });

  it('ends as unknown when the plugin takes longer than the step allows', async () => {
    const { host } = hostOf(() => new Promise(() => undefined));
    const event = await eventOf({ timeoutSeconds: 0.05 });

    await expect(host(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown', code: 'timeout' });
  });
});

describe('a host that was lost during the call', () => {
  async function abandoned(effect: StepEffect): Promise<StepEvent> {
    const event = await eventOf({ effect });
    const now = world.now();
    await world.steps.claim({
      orderId: event.orderId,
      run: 1,
      step: event.step,
      now: now.toISOString(),
      leaseUntil: new Date(now.getTime() + 10_000).toISOString(),
    });
    return event;
  }

  it('blocks other hosts until its lease ends', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }));
    await expect(host(await abandoned('idempotent'))).rejects.toMatchObject({ name: 'StepBusy' });
    expect(calls).toHaveLength(0);
  });

  it('is followed by another attempt with the same key when the plugin is idempotent', async () => {
    const { host, calls } = hostOf(async ({ idempotencyKey }) => ({ output: { idempotencyKey } }));
    const event = await abandoned('idempotent');
    world.advance(11);

    expect(await host(event)).toMatchObject({
      outcome: 'succeeded',
      output: { idempotencyKey: `${event.orderId}#first` },
    });
    expect(calls[0]?.attempt).toBe(2);
    const record = await world.steps.get(event.orderId, 'first');
    expect(record?.attempts.map((attempt) => attempt.outcome)).toEqual(['unknown', 'succeeded']);
  });

  it('leaves an unknown outcome when the plugin must not be called twice', async () => {
    const { host, calls } = hostOf(async () => ({ output: {} }), 'at-most-once');
    const event = await abandoned('at-most-once');
    world.advance(11);

    await expect(host(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown', code: 'host_lost' });
    await expect(host(event)).rejects.toMatchObject({ name: 'PluginOutcomeUnknown', code: 'host_lost' });
    expect(calls).toHaveLength(0);
    expect(await world.steps.get(event.orderId, 'first')).toMatchObject({ status: 'unknown' });
  });

  it('cannot write its result once another host has taken over', async () => {
    const slow = hostOf(async () => {
      world.advance(60);
      const other = hostOf(async () => ({ output: { by: 'other' } }));
      await other.host(event);
      return { output: { by: 'slow' } };
    });
    const event = await eventOf();

    await expect(slow.host(event)).rejects.toMatchObject({ name: 'StepBusy' });
    expect(await world.steps.get(event.orderId, 'first')).toMatchObject({
      status: 'succeeded',
      output: { by: 'other' },
    });
  });
});
