import { LAMBDA_SERVICE_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../blueprint/error-names.ts';
import { STEP_HOST_MARGIN_SECONDS } from '../blueprint/functions/plugin-functions.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import type { Retrier } from './asl.ts';

/** Lambda rejected or lost the invocation. A step's claim makes another invocation safe. */
export const LAMBDA_RETRIER: Retrier = {
  ErrorEquals: LAMBDA_SERVICE_ERRORS,
  IntervalSeconds: 2,
  MaxAttempts: 6,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};

/** A run must not end without a recorded outcome, so recording is retried for about half an hour. */
export const PERSISTENT_RETRIER: Retrier = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 2,
  MaxAttempts: 12,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  JitterStrategy: 'FULL',
};

/** An undo is idempotent, so it is retried even if its outcome is unknown, for about an hour. */
export const UNDO_RETRIER: Retrier = {
  ErrorEquals: ['PluginTransient', ...UNKNOWN_OUTCOME_ERRORS],
  IntervalSeconds: 5,
  MaxAttempts: 8,
  BackoffRate: 3,
  MaxDelaySeconds: 900,
  JitterStrategy: 'FULL',
};

/**
 * A probe is retried after 5 minutes, an hour, half a day, and then daily for four days.
 *
 * The schedule follows that of Kill Bill's Janitor for payments in an unknown state (5m, 1h, 1d …).
 */
export const PROBE_RETRIER: Retrier = {
  ErrorEquals: ['StepStillUnknown', 'PluginTransient', ...UNKNOWN_OUTCOME_ERRORS],
  IntervalSeconds: 300,
  MaxAttempts: 7,
  BackoffRate: 12,
  MaxDelaySeconds: 86_400,
};

/** A heal is retried at intervals from 15 seconds to 2 hours, for about four hours in all. */
export const HEAL_RETRIER: Retrier = {
  ErrorEquals: ['PluginTransient', 'PluginFailed', 'StepStillUnknown', ...UNKNOWN_OUTCOME_ERRORS],
  IntervalSeconds: 15,
  MaxAttempts: 10,
  BackoffRate: 2,
  MaxDelaySeconds: 7_200,
  JitterStrategy: 'FULL',
};

/** Another host has claimed the step. Retries last longer than its lease. */
export function busyRetrier({ timeoutSeconds }: Pick<SequenceStep, 'timeoutSeconds'>): Retrier {
  const leaseSeconds = timeoutSeconds + STEP_HOST_MARGIN_SECONDS;
  return { ErrorEquals: ['StepBusy'], IntervalSeconds: Math.ceil(leaseSeconds / 5), MaxAttempts: 6, BackoffRate: 1 };
}
