import type { Sequence } from './sequence.ts';

/**
 * Seconds after which a run that waits for no callback should be over: by then it is through its retries and its first
 * two probes, which come after 5 minutes and an hour; the third is half a day later.
 */
export const RUN_SECONDS_WITHOUT_CALLBACKS = 2 * 3600;

/**
 * Seconds after which a run is late, whichever of the sequences it takes: what an unhindered run may take, and as long as
 * the steps of the process phase may wait for their callbacks, one after the other.
 *
 * Post-process steps do not count: the order is complete before they begin.
 */
export function expectedRunSeconds(sequences: readonly Sequence[]): number {
  return RUN_SECONDS_WITHOUT_CALLBACKS + Math.max(0, ...sequences.map(callbackSeconds));
}

function callbackSeconds({ steps }: Sequence): number {
  return steps
    .filter(({ phase }) => phase === 'process')
    .reduce((seconds, { callback }) => seconds + (callback?.timeoutSeconds ?? 0), 0);
}
