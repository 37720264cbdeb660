import type { Sequence } from './sequence.ts';

/**
 * Seconds after which a run without callbacks should have ended. By then its retries and its first two probes, after 5
 * minutes and an hour, are over; the third probe follows half a day later.
 */
export const RUN_SECONDS_WITHOUT_CALLBACKS = 2 * 3600;

/**
 * Returns the seconds after which a run of any of these sequences is late: the time of a run without callbacks, plus the
 * callback timeouts and the patience of its process steps, one after the other.
 *
 * Post-process steps do not count, because the order is complete before they start.
 */
export function expectedRunSeconds(sequences: readonly Sequence[]): number {
  return RUN_SECONDS_WITHOUT_CALLBACKS + Math.max(0, ...sequences.map(waitingSeconds));
}

function waitingSeconds({ steps }: Sequence): number {
  return steps
    .filter(({ phase }) => phase === 'process')
    .reduce(
      (seconds, { callback, patience }) => seconds + (callback?.timeoutSeconds ?? 0) + (patience?.seconds ?? 0),
      0,
    );
}
