import type { AttemptError, AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { StepOutcome } from '../../core/order/step-status.ts';

/** The error of a step that failed in its latest attempt, and may have happened in an earlier one. */
export const LOST_EARLIER: AttemptError = {
  name: 'PluginOutcomeUnknown',
  code: 'outcome_unknown',
  message: 'The latest attempt did not happen, and nobody knows of an earlier one whether it did.',
  publicMessage: 'We are checking the state of this order. Please do not submit it again.',
};

/** Ends that say nothing of an earlier attempt. A partner that declines answers for the idempotency key, and so for all. */
const OF_ITSELF_ALONE: readonly StepOutcome[] = ['transient', 'failed'];

/**
 * What the end of an attempt to run makes of its step: unknown, when it tells of itself alone that nothing happened and
 * nobody knows that of an attempt before it.
 *
 * @param claimed the step as it was claimed for the attempt
 */
export function stepAfter(claimed: StepRecord, { outcome }: AttemptRecord): { readonly status?: 'unknown' } {
  return OF_ITSELF_ALONE.includes(outcome) && hasLostAttempt(claimed) ? { status: 'unknown' } : {};
}

/** Whether an attempt before the latest may have had the step's effect, and no partner has told since. */
function hasLostAttempt({ attempts }: StepRecord): boolean {
  const telling = attempts.slice(0, -1).findLast((attempt) => isLost(attempt) || answersForEarlierAttempts(attempt));
  return telling !== undefined && isLost(telling);
}

/** An attempt that still counts as running when the next one begins was abandoned. */
function isLost({ kind = 'run', outcome }: AttemptRecord): boolean {
  return (kind === 'run' || kind === 'heal') && (outcome === 'unknown' || outcome === 'running');
}

/** Whether an attempt tells of all before it: that nothing of them is at the partner, or what the partner says to their key. */
export function answersForEarlierAttempts({ kind = 'run', outcome }: AttemptRecord): boolean {
  if (kind === 'probe') return outcome === 'transient';
  return outcome === (kind === 'undo' ? 'succeeded' : 'declined');
}
