import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_PAUSE_MS = 3;
const LONGEST_PAUSE_MS = 500;

/** A pause as a share of the time that was waited so far: an end is noticed that much too late at most. */
const PAUSE_SHARE = 0.25;

/** How many earlier waits a poller remembers. */
const REMEMBERED_WAITS = 8;

/** Measures time and lets it pass, in milliseconds. */
export interface PollClock {
  now(): number;
  sleep(ms: number): Promise<unknown>;
}

/** Polls until something is over. */
export interface Poller {
  /**
   * Polls until `isOver` returns true or the deadline passes. Does not poll if it has passed already.
   *
   * @param deadline on the clock of `performance.now()`; no pause extends past it
   */
  until(deadline: number, isOver: () => Promise<boolean>): Promise<void>;
}

/**
 * Creates a poller for waits of one kind. It begins shortly before the time that the shortest of its recent waits took, because earlier polls would
 * cost reads for nothing.
 *
 * @param clock default: that of the process
 */
export function createPoller(clock: PollClock = { now: () => performance.now(), sleep }): Poller {
  const recent: number[] = [];
  const firstPause = (): number => {
    const shortest = recent.length === 0 ? 0 : Math.min(...recent);
    return Math.min(Math.max(shortest * (1 - PAUSE_SHARE), SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
  };
  return {
    async until(deadline, isOver) {
      const started = clock.now();
      let pause = firstPause();
      for (;;) {
        const left = deadline - clock.now();
        if (left <= 0) return;
        await clock.sleep(Math.min(pause, left));
        const waited = clock.now() - started;
        if (await isOver()) {
          recent.push(waited);
          if (recent.length > REMEMBERED_WAITS) recent.shift();
          return;
        }
        pause = Math.min(Math.max(waited * PAUSE_SHARE, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
      }
    },
  };
}
