import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 50;
const LONGEST_MS = 500;

/**
 * The pauses between looks at something that is waited for, each longer than the one before it, up to half a second.
 *
 * @param deadline until when to look, on the clock of `performance.now()`; no pause goes past it
 * @returns makes the next pause; false, at once, when the time is over
 */
export function pausesUntil(deadline: number): () => Promise<boolean> {
  let delay = FIRST_MS;
  return async () => {
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await sleep(Math.min(delay, left));
    delay = Math.min(delay * 1.5, LONGEST_MS);
    return true;
  };
}
