import { LAMBDA_SERVICE_ERRORS, UNKNOWN_OUTCOME_ERRORS } from '../blueprint/error-names.ts';
import { STEP_HOST_MARGIN_SECONDS } from '../blueprint/functions/plugin-functions.ts';
import type { SequenceStep } from '../core/sequence/sequence.ts';
import type { Retrier } from './asl.ts';

/** Lambda refused or lost the invocation; a step's claim makes invoking again safe. */
export const LAMBDA_RETRIER: Retrier = {
  ErrorEquals: LAMBDA_SERVICE_ERRORS,
  IntervalSeconds: 2,
  MaxAttempts: 6,
  BackoffRate: 2,
  MaxDelaySeconds: 60,
  JitterStrategy: 'FULL',
};

/** A run must not end without its order knowing, so what writes an outcome tries for about half an hour. */
export const PERSISTENT_RETRIER: Retrier = {
  ErrorEquals: ['States.ALL'],
  IntervalSeconds: 2,
  MaxAttempts: 12,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  JitterStrategy: 'FULL',
};

/** Undoing twice succeeds, so an undo is tried again whatever became of the last one: for about an hour. */
export const UNDO_RETRIER: Retrier = {
  ErrorEquals: ['PluginTransient', ...UNKNOWN_OUTCOME_ERRORS],
  IntervalSeconds: 5,
  MaxAttempts: 8,
  BackoffRate: 3,
  MaxDelaySeconds: 900,
  JitterStrategy: 'FULL',
};

/**
 * When a probe is made again: after 5 minutes, an hour, half a day, and then daily for four days.
 *
 * The schedule is that of Kill Bill's Janitor for payments whose state is not known (5m, 1h, 1d …).
 */
export const PROBE_RETRIER: Retrier = {
  ErrorEquals: ['StepStillUnknown', 'PluginTransient', ...UNKNOWN_OUTCOME_ERRORS],
  IntervalSeconds: 300,
  MaxAttempts: 7,
  BackoffRate: 12,
  MaxDelaySeconds: 86_400,
};

/** When a step that failed is healed: from 15 seconds to 2 hours apart, for about four hours in all. */
export const HEAL_RETRIER: Retrier = {
  ErrorEquals: ['PluginTransient', 'PluginFailed', 'StepStillUnknown', ...UNKNOWN_OUTCOME_ERRORS],
  IntervalSeconds: 15,
  MaxAttempts: 10,
  BackoffRate: 2,
  MaxDelaySeconds: 7_200,
  JitterStrategy: 'FULL',
};

/** Another host holds the step: tried again for longer than its lease. */
export function busyRetrier({ timeoutSeconds }: Pick<SequenceStep, 'timeoutSeconds'>): Retrier {
  const leaseSeconds = timeoutSeconds + STEP_HOST_MARGIN_SECONDS;
  return { ErrorEquals: ['StepBusy'], IntervalSeconds: Math.ceil(leaseSeconds / 5), MaxAttempts: 6, BackoffRate: 1 };
}
