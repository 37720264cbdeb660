import { describe, expect, it } from 'vitest';
import {
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../../core/errors/plugin-errors.ts';
import type { AttemptRecord, StepRecord } from '../../../core/order/order-record.ts';
import { failureDetails } from '../../../lambdas/run-outcome/failure-details.ts';
import { attemptErrorOf, publicErrorOf } from '../../../lambdas/step-host/classify-error.ts';
import { storedOrder } from '../api/stored-order.ts';

const AT = '2026-11-22T10:00:00.000Z';
const order = storedOrder(1);
const GENERAL = new PluginFailed('').publicMessage;
const DO_NOT_REPEAT = new PluginOutcomeUnknown('').publicMessage;
const declined = attemptErrorOf(new PluginDeclined('card_declined', 'Your card was declined.', { message: '51' }));

function record(...attempts: readonly Partial<AttemptRecord>[]): StepRecord {
  return {
    stepId: 'zuora',
    plugin: 'zuora',
    service: 'zuora',
    status: 'failed',
    run: 1,
    leaseUntil: AT,
    attempts: attempts.map((attempt) => ({ run: 1, startedAt: AT, outcome: 'failed', ...attempt })),
  };
}

function errorOf(error: string, cause: string, step?: StepRecord, run = 1) {
  return failureDetails({ order, run, record: step, reported: { step: 'zuora', error, cause }, action: 'fail' }).error;
}

const lambdaCause = (errorType: string, errorMessage: string) => JSON.stringify({ errorType, errorMessage });

describe('the details of a failure', () => {
  it('are those that the step recorded', () => {
    const cause = lambdaCause('PluginDeclined', 'card_declined: Your card was declined.');
    expect(errorOf('PluginDeclined', cause, record({ error: declined }))).toEqual(declined);
  });

  it.each([
    ['PluginRetryLater', attemptErrorOf(new PluginTransient('Busy.'))],
    ['StepNeedsProbe', attemptErrorOf(new PluginOutcomeUnknown('Nothing was sent.', { code: 'key_expired' }))],
  ])('are those that the step recorded, although the function threw %s', (name, error) => {
    expect(errorOf(name, lambdaCause(name, '{}'), record({ error }))).toEqual(error);
  });

  it('of a function that was removed say that nothing was sent, and what to do', () => {
    const error = errorOf('Lambda.ResourceNotFoundException', 'Function not found: acme-plugin-zuora');
    expect(error).toMatchObject({ name: 'Lambda.ResourceNotFoundException', code: 'function_missing' });
    expect(error.message).toMatch(/acme-plugin-zuora.*Deploy the version before, and resume/);
    expect(error.publicMessage).toBe(DO_NOT_REPEAT);
  });

  it.each([
    ['States.Timeout', '', 'States.Timeout: the step did not end in time.'],
    ['Sandbox.Timedout', lambdaCause('Sandbox.Timedout', 'Task timed out'), 'Sandbox.Timedout: Task timed out'],
    ['Lambda.Unknown', 'The cause could not be determined', 'Lambda.Unknown: The cause could not be determined'],
    ['Runtime.ExitError', '{"errorType":"Runtime.ExitError"}', 'Runtime.ExitError: {"errorType":"Runtime.ExitError"}'],
  ])('of %s without a record ask the customer not to order again', (error, cause, message) => {
    expect(errorOf(error, cause)).toEqual({
      name: error,
      code: 'outcome_unknown',
      message,
      publicMessage: DO_NOT_REPEAT,
    });
  });

  it.each([
    ['Lambda.TooManyRequestsException', 'Rate exceeded'],
    ['StepRefused', lambdaCause('StepRefused', 'its: run is over')],
    ['States.DataLimitExceeded', '[]'],
    ['Handler.Error', 'null'],
  ])('of %s have a general public message, since nothing happened', (error, cause) => {
    expect(errorOf(error, cause)).toMatchObject({
      name: error,
      code: 'step_ended_abnormally',
      publicMessage: GENERAL,
    });
  });

  it('of any error ask the customer not to order again while the order is held', () => {
    const reported = { step: 'zuora', error: 'TypeError', cause: lambdaCause('TypeError', 'x is not a function') };
    expect(failureDetails({ order, run: 1, record: undefined, reported, action: 'hold' }).error).toMatchObject({
      code: 'outcome_unknown',
      message: 'TypeError: x is not a function',
      publicMessage: DO_NOT_REPEAT,
    });
  });

  it('of an error without an effect ask the same while the order is held, recorded or not', () => {
    const thrown = publicErrorOf(declined);
    const cause = lambdaCause(thrown.name, thrown.message);
    const reported = { step: 'zuora', error: thrown.name, cause };
    for (const step of [undefined, record({ error: declined })])
      expect(failureDetails({ order, run: 1, record: step, reported, action: 'hold' }).error).toMatchObject({
        name: 'PluginDeclined',
        code: 'outcome_unknown',
        publicMessage: DO_NOT_REPEAT,
      });
  });

  it('include the code and public message of a plugin error that was thrown but not recorded', () => {
    const thrown = publicErrorOf(declined);
    expect(errorOf('PluginDeclined', lambdaCause(thrown.name, thrown.message), record({ outcome: 'running' }))).toEqual(
      {
        name: 'PluginDeclined',
        code: 'card_declined',
        message: 'PluginDeclined: card_declined: Your card was declined.',
        publicMessage: 'Your card was declined.',
      },
    );
  });

  it('do not come from the record of an earlier run or attempt', () => {
    const thrown = publicErrorOf(attemptErrorOf(new PluginOutcomeUnknown('reset')));
    const old = record({ error: declined });
    expect(errorOf('PluginOutcomeUnknown', lambdaCause(thrown.name, thrown.message), old, 2)).toMatchObject({
      code: 'outcome_unknown',
      publicMessage: DO_NOT_REPEAT,
    });
    expect(errorOf('States.Timeout', '', old)).toMatchObject({ code: 'outcome_unknown' });
    expect(errorOf('States.Timeout', '', record({ error: declined }, { outcome: 'running' }))).toMatchObject({
      code: 'outcome_unknown',
    });
  });

  it('shorten the cause, and name a step that is not in the run', () => {
    expect(errorOf('Lambda.Unknown', 'x'.repeat(32_768)).message.length).toBeLessThan(5_000);
    const reported = { step: 'gone', error: 'E', cause: '' };
    expect(failureDetails({ order, run: 1, record: undefined, reported, action: 'fail' })).toMatchObject({
      step: 'gone',
      plugin: 'gone',
    });
  });
});
