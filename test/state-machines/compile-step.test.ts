import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { LAMBDA_SERVICE_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../../core/errors/error-names.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import type { Catcher, Retrier } from '../../state-machines/asl.ts';
import { compileStep } from '../../state-machines/compile-step.ts';
import { FAIL_ORDER, HOLD_ORDER } from '../../state-machines/state-names.ts';
import { exampleStep } from './example-sequences.ts';

const compile = (step: SequenceStep) => compileStep(step, { End: true });

/** The first entry that matches, as Step Functions reads Retry and Catch: States.ALL does not cover DataLimitExceeded. */
function entryFor<Entry extends Retrier | Catcher>(entries: readonly Entry[], error: string): Entry | undefined {
  return entries.find(
    ({ ErrorEquals }) =>
      ErrorEquals.includes(error) || (ErrorEquals.includes('States.ALL') && error !== 'States.DataLimitExceeded'),
  );
}

async function evaluate(expression: unknown, states: object): Promise<unknown> {
  return jsonata(String(expression).replace(/^\{% | %\}$/g, '')).evaluate({}, { states });
}

describe('what a step catches', () => {
  it.each<[string, string]>([
    ['PluginDeclined', FAIL_ORDER],
    ['PluginFailed', FAIL_ORDER],
    ['PluginTransient', FAIL_ORDER],
    ['StepBusy', FAIL_ORDER],
    ['StepRefused', FAIL_ORDER],
    ['TypeError', FAIL_ORDER],
    ['States.DataLimitExceeded', FAIL_ORDER],
    ...UNKNOWN_OUTCOME_ERRORS.map((error): [string, string] => [error, HOLD_ORDER]),
  ])('leads from %s to "%s" when it is critical, and else to its note', (error, critical) => {
    expect(entryFor(compile(exampleStep('a')).Catch ?? [], error)?.Next).toBe(critical);
    const passedOver = compile(exampleStep('a', { critical: false })).Catch ?? [];
    expect(entryFor(passedOver, error)?.Next).toBe('a: note failure');
  });

  it('passes on with the step, the error and its cause, beside what was there', async () => {
    const [catcher] = compile(exampleStep('ware-house')).Catch ?? [];
    const input = { orderId: 'order-1', run: 1, revision: 1, results: { crm: {} } };
    const errorOutput = { Error: 'PluginFailed', Cause: '{}' };
    expect(await evaluate(catcher?.Output, { input, errorOutput })).toEqual({
      ...input,
      failure: { step: 'ware-house', error: 'PluginFailed', cause: '{}' },
    });
  });
});

describe('what a step tries again', () => {
  it.each(['PluginDeclined', 'PluginFailed', 'StepRefused', 'TypeError', 'States.DataLimitExceeded'])(
    'is not %s',
    (error) => {
      expect(entryFor(compile(exampleStep('a')).Retry, error)).toBeUndefined();
    },
  );

  it('is an error that may pass, as the step says', () => {
    const retry = { maxAttempts: 7, intervalSeconds: 4, backoffRate: 1.5 };
    for (const effect of ['idempotent', 'at-most-once'] as const)
      expect(entryFor(compile(exampleStep('a', { effect, retry })).Retry, 'PluginTransient')).toMatchObject({
        MaxAttempts: 7,
        IntervalSeconds: 4,
        BackoffRate: 1.5,
        JitterStrategy: 'FULL',
      });
  });

  it.each(UNKNOWN_OUTCOME_ERRORS)('is %s only if its partner recognises a repeat', (error) => {
    expect(entryFor(compile(exampleStep('a')).Retry, error)?.MaxAttempts).toBe(3);
    expect(entryFor(compile(exampleStep('a', { effect: 'at-most-once' })).Retry, error)).toBeUndefined();
  });

  it.each(LAMBDA_SERVICE_ERRORS)('is %s, whatever the effect', (error) => {
    for (const effect of ['idempotent', 'at-most-once'] as const)
      expect(entryFor(compile(exampleStep('a', { effect })).Retry, error)?.MaxAttempts).toBeGreaterThan(3);
  });

  it.each([1, 30, 600])('is a busy step, for longer than its lease with a timeout of %i s', (timeoutSeconds) => {
    const busy = entryFor(compile(exampleStep('a', { timeoutSeconds })).Retry, 'StepBusy');
    expect((busy?.IntervalSeconds ?? 0) * (busy?.MaxAttempts ?? 0)).toBeGreaterThan(timeoutSeconds + 5);
  });
});

describe('what a step passes on', () => {
  it('is the output, under its id, beside the earlier results', async () => {
    const { Output } = compile(exampleStep('ware-house'));
    const states = {
      input: { orderId: 'order-1', run: 2, revision: 3, results: { crm: { crmId: '001' } } },
      result: { Payload: { outcome: 'succeeded', output: { status: 200 } } },
    };
    const fields = Object.entries(Output as object).map(async ([field, text]) => [field, await evaluate(text, states)]);
    expect(Object.fromEntries(await Promise.all(fields))).toEqual({
      orderId: 'order-1',
      run: 2,
      revision: 3,
      results: { crm: { crmId: '001' }, 'ware-house': { status: 200 } },
    });
  });
});
