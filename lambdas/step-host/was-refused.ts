import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { StepOutcome } from '../../core/order/step-status.ts';
import { answersForEarlierAttempts } from './lost-attempt.ts';

/** Ends by which a plugin says that its last request did not happen. */
const TURNED_AWAY: readonly StepOutcome[] = ['declined', 'failed', 'transient'];

/**
 * Whether every attempt of a step that is to be undone ended in a refusal, or before it sent anything, and none was lost
 * without a word of the partner or a probe since.
 *
 * It tells of the last request of each attempt alone: a plugin that makes several may have had a part of its effect.
 *
 * @param claimed the step as it was claimed for its undo
 */
export function wasRefused({ attempts, output }: StepRecord): boolean {
  const past = attempts.slice(0, -1);
  const toldSince = past.slice(Math.max(0, past.findLastIndex(answersForEarlierAttempts)));
  const calls = toldSince.filter(({ kind = 'run' }) => kind === 'run' || kind === 'heal');
  // An output is of a call that went through, or of an operator who did by hand what the step had not.
  return output === undefined && calls.every(isRefused);
}

function isRefused({ outcome, callouts }: AttemptRecord): boolean {
  return (
    TURNED_AWAY.includes(outcome) && callouts !== undefined && !callouts.some(({ response }) => isUnclear(response))
  );
}

/** A server that fell over may have acted before it did, whatever the plugin made of its reply; 503 is for being busy. */
function isUnclear(response: { readonly status: number } | null): boolean {
  const { status } = response ?? { status: 0 };
  return status === 408 || (status >= 500 && status !== 503);
}
