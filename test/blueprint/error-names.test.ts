import { describe, expect, it } from 'vitest';
import {
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  STEP_ERROR_NAMES,
  UNKNOWN_OUTCOME_ERRORS,
} from '../../blueprint/error-names.ts';
import * as pluginErrors from '../../core/errors/plugin-errors.ts';
import {
  isPluginError,
  PluginDeclined,
  PluginFailed,
  PluginOutcomeUnknown,
  PluginTransient,
} from '../../core/errors/plugin-errors.ts';
import * as stepErrors from '../../core/errors/step-errors.ts';
import {
  PluginRetryLater,
  StepBusy,
  StepNotApplied,
  StepRefused,
  StepStillUnknown,
} from '../../core/errors/step-errors.ts';

const cause = new TypeError('underneath');
const errors = [
  new PluginDeclined('card_declined', 'The card was declined.', { message: 'Zuora: 5112', cause }),
  new PluginFailed('No rate plan', { cause }),
  new PluginTransient('Busy', { cause, retryAfterSeconds: 7 }),
  new PluginOutcomeUnknown('No reply', { cause }),
  new StepBusy('Held', { cause }),
  new StepRefused('Ended', { cause }),
  new StepStillUnknown('Silent', { cause }),
  new StepNotApplied('Not there', { cause }),
  new PluginRetryLater('7', { cause }),
];

describe('the errors that leave a function', () => {
  it('are those that the state machines know by name, and no other', () => {
    const classes = Object.entries({ ...pluginErrors, ...stepErrors })
      .filter(([, value]) => Object.prototype.isPrototypeOf.call(Error, value))
      .map(([name]) => name);
    expect(classes.toSorted()).toEqual([...STEP_ERROR_NAMES].toSorted());
  });

  it.each(errors.map((error) => [error.constructor.name, error] as const))(
    '%s has the name of its class, and keeps its cause',
    (name, error) => {
      expect(error).toBeInstanceOf(Error);
      expect(error.name).toBe(name);
      expect(STEP_ERROR_NAMES).toContain(error.name);
      expect(error.cause).toBe(cause);
    },
  );

  it('are recognised by their class, not by their name', () => {
    expect(errors.map(isPluginError)).toEqual(errors.map((_, index) => index < 4));
    expect(isPluginError(Object.assign(new Error('x'), { name: 'PluginFailed' }))).toBe(false);
  });

  it('separate the message for the customer from the details', () => {
    expect(errors[0]).toMatchObject({
      message: 'Zuora: 5112',
      code: 'card_declined',
      publicMessage: 'The card was declined.',
    });
    expect(new PluginDeclined('x', 'Public.').message).toBe('Public.');
    expect(errors[1]).toMatchObject({ code: 'failed', publicMessage: expect.not.stringContaining('rate plan') });
    expect(errors[2]).toMatchObject({ code: 'temporarily_unavailable', retryAfterSeconds: 7 });
    expect(errors[3]).toMatchObject({
      code: 'outcome_unknown',
      publicMessage: expect.stringContaining('do not submit it again'),
    });
  });

  it('are not listed twice', () => {
    const known = [...LAMBDA_SERVICE_ERRORS, ...FUNCTION_NOT_STARTED_ERRORS, ...UNKNOWN_OUTCOME_ERRORS];
    expect(new Set(known).size).toBe(known.length);
    expect(known.filter((name) => new Set<string>(STEP_ERROR_NAMES).has(name))).toEqual(['PluginOutcomeUnknown']);
  });
});
