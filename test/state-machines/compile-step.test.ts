import { describe, expect, it } from 'vitest';
import {
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  UNKNOWN_OUTCOME_ERRORS,
} from '../../blueprint/error-names.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import { LAMBDA_INVOKE_WITH_CALLBACK } from '../../state-machines/asl.ts';
import { compileStep } from '../../state-machines/compile-step.ts';
import { FAIL_ORDER, HOLD_ORDER } from '../../state-machines/state-names.ts';
import { entryFor, evaluate } from './definition-evaluate.ts';
import { exampleStep } from './example-sequences.ts';

const compile = (step: SequenceStep) => compileStep(step, { End: true });

describe('what a step catches', () => {
  it.each<[string, string]>([
    ['PluginDeclined', FAIL_ORDER],
    ['PluginFailed', FAIL_ORDER],
    ['PluginTransient', FAIL_ORDER],
    ['StepRefused', FAIL_ORDER],
    ['StepBusy', HOLD_ORDER],
    ['TypeError', HOLD_ORDER],
    ['Lambda.ResourceNotFoundException', HOLD_ORDER],
    ['Runtime.Unknown', HOLD_ORDER],
    ['Lambda.ServiceException', HOLD_ORDER],
    ['States.DataLimitExceeded', HOLD_ORDER],
    ...UNKNOWN_OUTCOME_ERRORS.map((error): [string, string] => [error, HOLD_ORDER]),
  ])('leads from %s to "%s" when it is critical, and else to its note', (error, critical) => {
    expect(entryFor(compile(exampleStep('a')).Catch ?? [], error)?.Next).toBe(critical);
    const passedOver = compile(exampleStep('a', { critical: false })).Catch ?? [];
    expect(entryFor(passedOver, error)?.Next).toBe('a: note failure');
  });

  it('leads from an unknown outcome to the probe, if the plugin has one', () => {
    const Catch = compile(exampleStep('a', { probes: true })).Catch ?? [];
    for (const error of [...UNKNOWN_OUTCOME_ERRORS, 'TypeError', 'StepBusy', 'States.DataLimitExceeded'])
      expect(entryFor(Catch, error)?.Next).toBe('a: reconcile');
    expect(entryFor(Catch, 'PluginFailed')?.Next).toBe(FAIL_ORDER);
    const passedOver = compile(exampleStep('a', { probes: true, critical: false })).Catch ?? [];
    expect(entryFor(passedOver, 'PluginOutcomeUnknown')?.Next).toBe('a: note failure');
  });

  it('leads to the undo, but not for an order that has ended nor for an unknown outcome', () => {
    const Catch = compileStep(exampleStep('b'), { End: true }, 'a: undo').Catch ?? [];
    expect(entryFor(Catch, 'PluginDeclined')?.Next).toBe('a: undo');
    expect(entryFor(Catch, 'TypeError')?.Next).toBe(HOLD_ORDER);
    expect(entryFor(Catch, 'StepRefused')?.Next).toBe(FAIL_ORDER);
    expect(entryFor(Catch, 'PluginOutcomeUnknown')?.Next).toBe(HOLD_ORDER);
  });

  it('leads to a wait for the Retry-After of the partner, if the step is critical', async () => {
    const catcher = entryFor(compile(exampleStep('a')).Catch ?? [], 'PluginRetryLater');
    expect(catcher?.Next).toBe('a: wait');
    const errorMessage = JSON.stringify({ seconds: 37 });
    const Cause = JSON.stringify({ errorType: 'PluginRetryLater', errorMessage });
    const states = { input: { orderId: 'order-1' }, errorOutput: { Error: 'PluginRetryLater', Cause } };
    expect(await evaluate(catcher?.Output, states)).toEqual({ orderId: 'order-1', wait: { seconds: 37 } });
    const passedOver = compile(exampleStep('a', { critical: false })).Catch ?? [];
    expect(entryFor(passedOver, 'PluginRetryLater')?.Next).toBe('a: note failure');
  });

  it('adds the step, the error and its cause to the input', async () => {
    const catcher = entryFor(compile(exampleStep('ware-house')).Catch ?? [], 'PluginFailed');
    const input = { orderId: 'order-1', run: 1, revision: 1, results: { crm: {} } };
    const errorOutput = { Error: 'PluginFailed', Cause: '{}' };
    expect(await evaluate(catcher?.Output, { input, errorOutput })).toEqual({
      ...input,
      failure: { step: 'ware-house', error: 'PluginFailed', cause: '{}' },
    });
  });
});

describe('what a step retries', () => {
  it.each([
    'PluginDeclined',
    'PluginFailed',
    'StepRefused',
    'StepNeedsProbe',
    'Lambda.ResourceNotFoundException',
    'TypeError',
    'States.DataLimitExceeded',
  ])('is not %s', (error) => {
    expect(entryFor(compile(exampleStep('a')).Retry, error)).toBeUndefined();
  });

  it('is a transient error, as the step configures', () => {
    const retry = { maxAttempts: 7, intervalSeconds: 4, backoffRate: 1.5 };
    for (const effect of ['idempotent', 'at-most-once'] as const)
      expect(entryFor(compile(exampleStep('a', { effect, retry })).Retry, 'PluginTransient')).toMatchObject({
        MaxAttempts: 7,
        IntervalSeconds: 4,
        BackoffRate: 1.5,
        JitterStrategy: 'FULL',
      });
  });

  it.each(UNKNOWN_OUTCOME_ERRORS)('is %s only if its partner recognizes a repeat', (error) => {
    expect(entryFor(compile(exampleStep('a')).Retry, error)?.MaxAttempts).toBe(3);
    expect(entryFor(compile(exampleStep('a', { effect: 'at-most-once' })).Retry, error)).toBeUndefined();
  });

  it.each([...LAMBDA_SERVICE_ERRORS, ...FUNCTION_NOT_STARTED_ERRORS])('is %s, whatever the effect', (error) => {
    for (const effect of ['idempotent', 'at-most-once'] as const)
      expect(entryFor(compile(exampleStep('a', { effect })).Retry, error)?.MaxAttempts).toBeGreaterThan(3);
  });

  it.each([1, 30, 600])('is a busy step, for longer than its lease with a timeout of %i s', (timeoutSeconds) => {
    const busy = entryFor(compile(exampleStep('a', { timeoutSeconds })).Retry, 'StepBusy');
    expect((busy?.IntervalSeconds ?? 0) * (busy?.MaxAttempts ?? 0)).toBeGreaterThan(timeoutSeconds + 5);
  });
});

describe('a step that must be probed before it is repeated', () => {
  const nextOf = (changes: Parameters<typeof exampleStep>[1]) =>
    entryFor(compile(exampleStep('a', changes)).Catch ?? [], 'StepNeedsProbe')?.Next;

  it('is probed, or its order is held, or continues without it', () => {
    expect(nextOf({ probes: true })).toBe('a: reconcile');
    expect(nextOf({ probes: false })).toBe('Hold order');
    expect(nextOf({ critical: false, probes: true })).toBe('a: note failure');
  });
});

describe('what a step passes on', () => {
  it('is the output, under its id, next to the earlier results', async () => {
    const { Output } = compile(exampleStep('ware-house'));
    const states = {
      input: { orderId: 'order-1', run: 2, revision: 3, results: { crm: { crmId: '001' } } },
      result: { Payload: { outcome: 'succeeded', output: { status: 200 } } },
    };
    expect(await evaluate(Output, states)).toEqual({
      orderId: 'order-1',
      run: 2,
      revision: 3,
      results: { crm: { crmId: '001' }, 'ware-house': { status: 200 } },
    });
  });
});

describe('a step that waits for its callback', () => {
  const callback = { timeoutSeconds: 3_600, heartbeatSeconds: 60 };

  it('passes its token, and adds the time of the callback to that of the call', () => {
    const state = compile(exampleStep('a', { callback }));
    expect(state.Resource).toBe(LAMBDA_INVOKE_WITH_CALLBACK);
    expect(state.Arguments.Payload.taskToken).toBe('{% $states.context.Task.Token %}');
    const TimeoutSeconds = Number(compile(exampleStep('a')).TimeoutSeconds);
    expect(state).toMatchObject({ TimeoutSeconds: TimeoutSeconds + 3_600, HeartbeatSeconds: TimeoutSeconds + 60 });
    expect(compile(exampleStep('a')).Arguments.Payload).not.toHaveProperty('taskToken');
  });

  it('has no heartbeat unless configured', () => {
    expect(compile(exampleStep('a', { callback: { timeoutSeconds: 5 } }))).not.toHaveProperty('HeartbeatSeconds');
  });

  it('passes on the output of the callback', async () => {
    const { Output } = compile(exampleStep('a', { callback }));
    const input = { orderId: 'order-1', run: 1, revision: 1, results: {} };
    const result = { outcome: 'succeeded', output: { parcel: 'P1' } };
    expect(await evaluate(Output, { input, result })).toEqual({ ...input, results: { a: { parcel: 'P1' } } });
  });

  it('is not retried after a missing callback, but after a lost function', () => {
    const { Retry, Catch } = compile(exampleStep('a', { callback, probes: true }));
    for (const silence of ['States.Timeout', 'States.HeartbeatTimeout']) {
      expect(entryFor(Retry, silence)).toBeUndefined();
      expect(entryFor(Catch ?? [], silence)?.Next).toBe('a: reconcile');
    }
    expect(entryFor(Retry, 'Lambda.Unknown')?.MaxAttempts).toBe(3);
  });
});
