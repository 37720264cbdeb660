import { KEY_EXPIRED } from '../../core/errors/plugin-errors.ts';
import type { AttemptError, AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { StepOutcome } from '../../core/order/step-status.ts';

/** The error of a step whose latest attempt failed, but an earlier one may have had the effect. */
export const LOST_EARLIER: AttemptError = {
  name: 'PluginOutcomeUnknown',
  code: 'outcome_unknown',
  message: 'The latest attempt had no effect, but an earlier one may have had.',
  publicMessage: 'We are checking the state of this order. Please do not submit it again.',
};

/** Outcomes that mean the plugin's last request had no effect. */
const NO_EFFECT: readonly StepOutcome[] = ['declined', 'failed', 'transient'];

/**
 * Outcomes that describe only the attempt itself, not earlier ones. A decline is the partner's answer for the idempotency
 * key, and so for all attempts.
 */
const OF_ONE_ATTEMPT: readonly StepOutcome[] = ['transient', 'failed'];

/**
 * Returns the status of a step after an attempt to run it: unknown if this attempt had no effect, but an earlier one may
 * have had.
 *
 * @param claimed the step as it was claimed for the attempt
 */
export function stepAfter(claimed: StepRecord, { outcome }: AttemptRecord): { readonly status?: 'unknown' } {
  return OF_ONE_ATTEMPT.includes(outcome) && lostAttempts(claimed).length > 0 ? { status: 'unknown' } : {};
}

/**
 * Returns the attempts before the current one that may have had the step's effect and that no later one has resolved, oldest
 * first.
 *
 * @param claimed the step as it was claimed for the current attempt
 */
export function lostAttempts({ attempts }: StepRecord): readonly AttemptRecord[] {
  const past = attempts.slice(0, -1);
  return past.slice(past.findLastIndex(resolvesEarlierAttempts) + 1).filter(isLost);
}

/** Returns the latest attempt that may have sent the step's request. */
export function lastSent({ attempts }: StepRecord): AttemptRecord | undefined {
  return attempts.findLast(maySend);
}

/** Returns whether an attempt may have sent the step's request: neither a probe nor an undo, nor stopped by the step host. */
export function maySend({ kind = 'run', error }: AttemptRecord): boolean {
  return (kind === 'run' || kind === 'heal') && error?.code !== KEY_EXPIRED;
}

/**
 * Returns whether an attempt may have had the step's effect without anyone knowing. One that is still recorded as running when
 * the next one begins was abandoned.
 */
function isLost(attempt: AttemptRecord): boolean {
  return maySend(attempt) && (attempt.outcome === 'unknown' || attempt.outcome === 'running');
}

/** Returns whether an attempt resolves all earlier ones: they left no effect at the partner, or it declined their key. */
function resolvesEarlierAttempts({ kind = 'run', outcome }: AttemptRecord): boolean {
  if (kind === 'probe') return outcome === 'transient';
  return outcome === (kind === 'undo' ? 'succeeded' : 'declined');
}

/**
 * Returns whether the partner rejected every attempt of the step, so that there is nothing to undo. Attempts that a
 * later one has resolved do not count. An attempt that was lost since then was not rejected.
 *
 * Only the last request of each attempt counts: a plugin that makes several may have had part of its effect.
 *
 * @param claimed the step as it was claimed for its undo
 */
export function wasRejected({ attempts, output }: StepRecord): boolean {
  const past = attempts.slice(0, -1);
  const sinceResolved = past.slice(Math.max(0, past.findLastIndex(resolvesEarlierAttempts)));
  const calls = sinceResolved.filter(({ kind = 'run' }) => kind === 'run' || kind === 'heal');
  // A step with an output succeeded, or an operator completed it by hand.
  return output === undefined && calls.every(isRejected);
}

function isRejected({ outcome, callouts }: AttemptRecord): boolean {
  return NO_EFFECT.includes(outcome) && callouts !== undefined && !callouts.some(({ response }) => isUnclear(response));
}

/** A server may have acted before it failed, however the plugin interpreted its reply. 503 means that it was busy. */
function isUnclear(response: { readonly status: number } | null): boolean {
  const { status } = response ?? { status: 0 };
  return status === 408 || (status >= 500 && status !== 503);
}
