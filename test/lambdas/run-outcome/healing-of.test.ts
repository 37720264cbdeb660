import { describe, expect, it } from 'vitest';
import type { SequenceStep } from '../../../core/sequence/sequence.ts';
import { healingOf } from '../../../lambdas/run-outcome/healing-of.ts';
import { exampleStep } from '../../state-machines/example-sequences.ts';

function healing(name: string, changes: Partial<SequenceStep> = {}, retryAfterSeconds?: number) {
  const error = { name, code: 'x', message: '', publicMessage: '', ...(retryAfterSeconds && { retryAfterSeconds }) };
  const step = exampleStep('feed', { critical: false, ...changes });
  const heal = { step, results: { crm: { id: '001' } } };
  return healingOf({ order: { id: 'order-1' }, run: 2, error }, heal);
}

describe('the heal of a step', () => {
  it('takes the step as it was run, with the results that it saw', () => {
    expect(healing('PluginFailed')).toEqual({
      orderId: 'order-1',
      run: 2,
      step: exampleStep('feed', { critical: false }),
      results: { crm: { id: '001' } },
      trigger: 1,
      waitSeconds: 15,
    });
  });

  it.each(['PluginTransient', 'PluginFailed', 'StepBusy', 'TypeError', 'States.Timeout', 'PluginOutcomeUnknown'])(
    'is made after %s',
    (name) => {
      expect(healing(name)).toBeDefined();
    },
  );

  it.each(['PluginDeclined', 'StepRefused'])('is not made after %s', (name) => {
    expect(healing(name)).toBeUndefined();
  });

  it.each(['PluginOutcomeUnknown', 'Lambda.Unknown', 'Sandbox.Timedout'])(
    'is not made after %s when the partner would not recognise a repeat and nobody can ask it',
    (name) => {
      expect(healing(name, { effect: 'at-most-once' })).toBeUndefined();
      expect(healing(name, { effect: 'at-most-once', probes: true })).toBeDefined();
      expect(healing('PluginTransient', { effect: 'at-most-once' })).toBeDefined();
    },
  );

  it('is made after States.Timeout of any step: its function may still write down how it ended', () => {
    expect(healing('States.Timeout', { effect: 'at-most-once' })).toBeDefined();
  });

  it('waits as long as the partner asked for, a day at most', () => {
    expect(healing('PluginTransient', {}, 90)).toMatchObject({ waitSeconds: 90 });
    expect(healing('PluginTransient', {}, 3)).toMatchObject({ waitSeconds: 15 });
    expect(healing('PluginTransient', {}, 90_000)).toBeUndefined();
  });

  it('is not made of a step that waits for a callback', () => {
    expect(healing('PluginFailed', { callback: { timeoutSeconds: 5 } })).toBeUndefined();
  });
});
