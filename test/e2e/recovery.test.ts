import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../core/errors/plugin-errors.ts';
import { definePlugin, type Plugin } from '../../core/plugin/define-plugin.ts';
import { type RecoveryWorld, startRecoveryWorld } from './recovery-world.ts';

/** Calls of the partners, in order. */
const calls: string[] = [];

/** What a call does instead of succeeding, by `<function> <plugin>`; each entry is used once. */
const faults = new Map<string, Error[]>();

function call(what: string): void {
  calls.push(what);
  const error = faults.get(what)?.shift();
  if (error !== undefined) throw error;
}

function partner(name: string, changes: Partial<Plugin> = {}): Plugin {
  return definePlugin({
    name,
    service: 'test',
    summary: 'Records its calls.',
    options: z.strictObject({}),
    effect: 'at-most-once',
    // Divided by the time scale of the world, and still enough on a busy machine.
    timeoutSeconds: 600,
    async run({ idempotencyKey }) {
      call(`run ${name}`);
      return { output: { key: idempotencyKey.split('#').slice(1).join('#') } };
    },
    async compensate({ output }) {
      call(`undo ${name}`);
      if (output !== undefined) calls.push(`with ${String(output.key)}`);
    },
    ...changes,
  });
}

const PLUGINS = [
  partner('crm'),
  partner('billing', {
    async probe() {
      call('probe billing');
      return { applied: true, output: { key: 'found' } };
    },
  }),
  partner('access'),
];
const steps = PLUGINS.map(({ name }) => ({ name, critical: name !== 'access' }));
const FILE = {
  onCriticalFailure: 'compensate',
  processOrder: [...steps, { id: 'last', name: 'crm', critical: true }],
  overrides: [],
};

let world: RecoveryWorld;
beforeAll(async () => {
  world = await startRecoveryWorld(PLUGINS, FILE);
});
afterAll(() => world.close());
beforeEach(() => {
  calls.length = 0;
  faults.clear();
});

describe('an order whose critical step fails, where the tenant compensates', () => {
  it('undoes its steps in reverse order, including the failed one, and then fails', async () => {
    faults.set('run billing', [new PluginDeclined('card_declined', 'Your card was declined.')]);
    const order = await world.submitAndWait();
    expect(calls).toEqual(['run crm', 'run billing', 'undo billing', 'undo crm', 'with crm']);
    expect(order).toMatchObject({ status: 'failed', failure: { step: 'billing', code: 'card_declined' } });
    expect(order.events.map(({ type }) => type)).toEqual(['order.submitted', 'order.error', 'order.failed']);
  });

  it('continues after a step that cannot be undone, and reports it', async () => {
    faults.set('undo billing', [new PluginFailed('Locked.', { code: 'locked' })]);
    let runs = 0;
    const failing = partner('last', {
      async run() {
        runs += 1;
        throw new PluginFailed('No.', { code: 'no' });
      },
    });
    const own = await startRecoveryWorld([...PLUGINS, failing], {
      ...FILE,
      processOrder: [...steps, { name: 'last', critical: true }],
    });
    try {
      const order = await own.submitAndWait();
      expect(runs).toBe(1);
      expect(calls.filter((what) => what.startsWith('undo'))).toEqual([
        'undo last',
        'undo access',
        'undo billing',
        'undo crm',
      ]);
      expect(order).toMatchObject({ status: 'failed', failure: { step: 'last', code: 'no' } });
      expect(order.events.filter(({ type }) => type === 'order.error')).toMatchObject([
        { data: { step: 'billing', code: 'locked', undo: true } },
        { data: { step: 'last', code: 'no' } },
      ]);
      expect(await own.attempts(order.id, 'billing')).toEqual(['run succeeded', 'undo failed']);
      expect(await own.attempts(order.id, 'crm')).toEqual(['run succeeded', 'undo succeeded']);
    } finally {
      await own.close();
    }
  });

  it('retries an undo that the partner rejected temporarily', async () => {
    faults.set('run billing', [new PluginDeclined('card_declined', 'Your card was declined.')]);
    faults.set('undo crm', [new PluginTransient('503'), new PluginOutcomeUnknown('No reply.')]);
    const order = await world.submitAndWait();
    expect(order.status).toBe('failed');
    expect(await world.attempts(order.id, 'crm')).toEqual([
      'run succeeded',
      'undo transient',
      'undo unknown',
      'undo succeeded',
    ]);
  });

  it('undoes nothing if every step succeeds', async () => {
    const order = await world.submitAndWait();
    expect(order.status).toBe('complete');
    expect(calls).toEqual(['run crm', 'run billing', 'run access', 'run crm']);
  });
});

describe('a critical step with an unknown outcome', () => {
  it('is probed until the partner gives an answer, and the order continues with the result', async () => {
    faults.set('run billing', [new PluginOutcomeUnknown('No reply.')]);
    faults.set('probe billing', [new PluginTransient('503')]);
    const order = await world.submitAndWait();
    expect(order).toMatchObject({ status: 'complete', degraded: [] });
    expect(calls).toEqual(['run crm', 'run billing', 'probe billing', 'probe billing', 'run access', 'run crm']);
    expect(await world.attempts(order.id, 'billing')).toEqual(['run unknown', 'probe unknown', 'probe succeeded']);
  });

  it('holds the order if its plugin cannot probe, and undoes nothing', async () => {
    faults.set('run crm', [new PluginOutcomeUnknown('No reply.')]);
    const order = await world.submitAndWait();
    expect(order).toMatchObject({ status: 'held', failure: { step: 'crm', code: 'outcome_unknown' } });
    expect(calls).toEqual(['run crm']);
  });
});

describe('a partner that asks us to wait', () => {
  it('is called again after that time, and not before', async () => {
    faults.set('run crm', [new PluginTransient('429', { retryAfterSeconds: 20 })]);
    const began = performance.now();
    const order = await world.submitAndWait();
    // 20 s at 50 times the speed.
    expect(performance.now() - began).toBeGreaterThan(400);
    expect(order.status).toBe('complete');
    expect(await world.attempts(order.id, 'crm')).toEqual(['run transient', 'run succeeded']);
  });
});

describe('a non-critical step that fails', () => {
  it('runs again until it succeeds, and order.healed is published', async () => {
    faults.set('run access', [new PluginFailed('Wrong key.'), new PluginFailed('Wrong key.')]);
    const ended = await world.submitAndWait();
    expect(ended.status).toBe('complete');
    const order = await world.until(ended.id, ({ degraded, events }) => degraded.length === 0 && events.length > 4);
    expect(order.events.map(({ type }) => type).toSorted()).toEqual([
      'order.completed',
      'order.degraded',
      'order.error',
      'order.healed',
      'order.submitted',
    ]);
    expect(await world.attempts(order.id, 'access')).toEqual(['run failed', 'heal failed', 'heal succeeded']);
  });

  it('is left to an operator if the partner declined', async () => {
    faults.set('run access', [new PluginDeclined('blocked', 'Blocked.')]);
    const order = await world.submitAndWait();
    expect(order).toMatchObject({ status: 'complete', degraded: ['access'] });
    expect(calls.filter((what) => what === 'run access')).toHaveLength(1);
  });
});

describe('an order that is cancelled', () => {
  it('undoes its steps one by one in reverse order, and continues after one that cannot be undone', async () => {
    // The run reaches its last step, which is postponed by an hour.
    const stuck = partner('last', {
      async run() {
        call('run last');
        throw new PluginTransient('429', { retryAfterSeconds: 3_600 });
      },
    });
    const own = await startRecoveryWorld([...PLUGINS, stuck], {
      ...FILE,
      processOrder: [...steps, { name: 'last', critical: true }],
    });
    try {
      const { id } = await own.submit();
      await expect.poll(() => own.attempts(id, 'last'), { timeout: 10_000 }).toEqual(['run transient']);
      faults.set('undo access', [new PluginFailed('Locked.', { code: 'locked' })]);
      const at = new Date().toISOString();
      const cancelled = await own.orders.changeStatus({ orderId: id, run: 1, to: 'cancelled', events: [], at });
      if (cancelled === undefined) throw new TypeError('Expected the order to be cancelled.');
      await own.undoSteps(cancelled);
      await own.undoSteps(cancelled);
      await expect
        .poll(() => own.attempts(id, 'crm'), { timeout: 10_000 })
        .toEqual(['run succeeded', 'undo succeeded']);
      expect(calls.filter((what) => what.startsWith('undo'))).toEqual([
        'undo last',
        'undo access',
        'undo billing',
        'undo crm',
      ]);
      const order = await own.order(id);
      expect(order.status).toBe('cancelled');
      expect(order.events.filter(({ type }) => type === 'order.error')).toMatchObject([
        { data: { step: 'access', code: 'locked', undo: true } },
      ]);
    } finally {
      await own.close();
    }
  });
});
