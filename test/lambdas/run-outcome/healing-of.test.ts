import { describe, expect, it } from 'vitest';
import { KEY_EXPIRED } from '../../../core/errors/plugin-errors.ts';
import type { SequenceStep } from '../../../core/sequence/sequence.ts';
import { healingOf } from '../../../lambdas/run-outcome/healing-of.ts';
import { exampleStep } from '../../state-machines/example-sequences.ts';

function healing(name: string, changes: Partial<SequenceStep> = {}, retryAfterSeconds?: number, code = 'x') {
  const error = { name, code, message: '', publicMessage: '', ...(retryAfterSeconds && { retryAfterSeconds }) };
  const step = exampleStep('feed', { critical: false, ...changes });
  const heal = { step, results: { crm: { id: '001' } } };
  return healingOf({ order: { id: 'order-1', runs: [] }, run: 2, error }, heal);
}

describe('the heal of a step', () => {
  it('uses the step as it was run, with the results of the other steps', () => {
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
    'is started after %s',
    (name) => {
      expect(healing(name)).toBeDefined();
    },
  );

  it.each(['PluginDeclined', 'StepRefused'])('is not started after %s', (name) => {
    expect(healing(name)).toBeUndefined();
  });

  it.each(['PluginOutcomeUnknown', 'Lambda.Unknown', 'Sandbox.Timedout'])(
    'is not started after %s if the plugin is at-most-once and cannot probe',
    (name) => {
      expect(healing(name, { effect: 'at-most-once' })).toBeUndefined();
      expect(healing(name, { effect: 'at-most-once', probes: true })).toBeDefined();
      expect(healing('PluginTransient', { effect: 'at-most-once' })).toBeDefined();
    },
  );

  it('is not started after the key has expired if the plugin cannot probe', () => {
    const expired = (probes: boolean) => healing('PluginOutcomeUnknown', { probes }, undefined, KEY_EXPIRED);
    expect(expired(false)).toBeUndefined();
    expect(expired(true)).toBeDefined();
  });

  it('is started after States.Timeout of any step: its function may still record the outcome', () => {
    expect(healing('States.Timeout', { effect: 'at-most-once' })).toBeDefined();
  });

  it('waits as long as the partner asked for, up to a day', () => {
    expect(healing('PluginTransient', {}, 90)).toMatchObject({ waitSeconds: 90 });
    expect(healing('PluginTransient', {}, 3)).toMatchObject({ waitSeconds: 15 });
    expect(healing('PluginTransient', {}, 90_000)).toBeUndefined();
  });

  it('is not started for a step that waits for a callback', () => {
    expect(healing('PluginFailed', { callback: { timeoutSeconds: 5 } })).toBeUndefined();
  });
});
