import type { Performance } from 'node:perf_hooks';

/** What is asked of an environment to see whether another one would help. */
export interface Utilized {
  /** Which part of the time since the last call its thread was busy, from 0 to 1. */
  utilization(): number;
}

/** Decides when a function gets another environment. */
export interface ScaleOut {
  /**
   * How long to wait before another environment, in milliseconds; 0 when one should be started now.
   *
   * @param since when the longest waiting invocation came, on the monotonic clock
   * @param environments those that the function has
   */
  delayMs(since: number, environments: readonly Utilized[]): number;
  /** Times the start of an environment. */
  observe<T>(start: () => Promise<T>): Promise<T>;
}

/** What tells the time, and how busy this thread is. */
export type MonotonicClock = Pick<Performance, 'now' | 'eventLoopUtilization'>;

const LEAST_MS = 50;
const MOST_MS = 1000;

/** Above this an environment is computing, below it mostly waits for others to answer. */
const COMPUTING = 0.5;

/** Above this the main thread, which answers all AWS requests, has no time for more. */
const SATURATED = 0.9;

/**
 * Starts another environment when an invocation has waited as long as a start takes, and the machine has time left.
 *
 * A thread takes far longer to start than most invocations take: one per invocation of a burst would leave no time for
 * the invocations themselves. Functions that wait for a slow partner leave the processors free, and get what they need.
 *
 * @param processors environments that may compute at the same time
 * @param clock default: the process's own
 */
export function createScaleOut(processors: number, clock: MonotonicClock = performance): ScaleOut {
  let startMs = LEAST_MS;
  let lookedAt = 0;
  let main = clock.eventLoopUtilization();
  const mainUtilization = (): number => {
    const now = clock.eventLoopUtilization();
    const { utilization } = clock.eventLoopUtilization(now, main);
    main = now;
    return utilization;
  };
  return {
    delayMs(since, environments) {
      if (environments.length === 0) return 0;
      const wait = Math.max(since, lookedAt) + startMs - clock.now();
      if (wait > 0) return wait;
      lookedAt = clock.now();
      const busy = environments.reduce((sum, one) => sum + one.utilization(), 0);
      const computing = busy > COMPUTING * environments.length && environments.length >= processors;
      return mainUtilization() > SATURATED || computing ? startMs : 0;
    },
    async observe(start) {
      const began = clock.now();
      try {
        return await start();
      } finally {
        startMs = Math.min(MOST_MS, Math.max(LEAST_MS, clock.now() - began));
      }
    },
  };
}
