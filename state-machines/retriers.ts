import {
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  THROTTLED_ERROR,
  UNKNOWN_OUTCOME_ERRORS,
} from '../blueprint/error-names.ts';
import { STEP_HOST_MARGIN_SECONDS } from '../blueprint/functions/plugin-functions.ts';
import { HEAL_SCHEDULE, PROBE_SCHEDULE } from '../core/sequence/retry-schedules.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import type { Retrier } from './asl.ts';

/** Lambda rejected or lost the invocation, or the function did not start. A step's claim makes another invocation safe. */
export const LAMBDA_RETRIER: Retrier = {
  ErrorEquals: [...LAMBDA_SERVICE_ERRORS, ...FUNCTION_NOT_STARTED_ERRORS],
  IntervalSeconds: 2,
  MaxAttempts: 6,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};

/** A step with patience is parked if Lambda throttles it: a retry costs as much as a parking, and may be throttled again. */
export const PATIENT_LAMBDA_RETRIER: Retrier = {
  ...LAMBDA_RETRIER,
  ErrorEquals: LAMBDA_RETRIER.ErrorEquals.filter((name) => name !== THROTTLED_ERROR),
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

/** An order is parked while an undo's partner is unavailable, so it is retried only once before. */
export const PATIENT_UNDO_RETRIER: Retrier = {
  ErrorEquals: ['PluginTransient'],
  IntervalSeconds: 5,
  MaxAttempts: 1,
  BackoffRate: 1,
  JitterStrategy: 'FULL',
};

/** Tries a probe again while it leaves the outcome open. */
export const PROBE_RETRIER: Retrier = {
  ErrorEquals: ['StepStillUnknown', 'PluginTransient', ...UNKNOWN_OUTCOME_ERRORS],
  ...PROBE_SCHEDULE,
};

/** Tries a heal again. */
export const HEAL_RETRIER: Retrier = {
  ErrorEquals: ['PluginTransient', 'PluginFailed', 'StepStillUnknown', ...UNKNOWN_OUTCOME_ERRORS],
  ...HEAL_SCHEDULE,
  JitterStrategy: 'FULL',
};

/** Another host has claimed the step. Retries last longer than its lease. */
export function busyRetrier({ timeoutSeconds }: Pick<SequenceStep, 'timeoutSeconds'>): Retrier {
  const leaseSeconds = timeoutSeconds + STEP_HOST_MARGIN_SECONDS;
  return { ErrorEquals: ['StepBusy'], IntervalSeconds: Math.ceil(leaseSeconds / 5), MaxAttempts: 6, BackoffRate: 1 };
}
