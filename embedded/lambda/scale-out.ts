import type { Performance } from 'node:perf_hooks';

/** An environment whose load can be measured. */
export interface Utilized {
  /** Returns how busy its thread was since the last call, from 0 to 1. */
  utilization(): number;
}

/** Decides when a function needs another environment. */
export interface ScaleOut {
  /**
   * Returns how long to wait before the start of another environment, in milliseconds; 0 to start it now.
   *
   * @param since arrival of the longest waiting invocation, on the monotonic clock
   * @param environments current environments of the function
   */
  delayMs(since: number, environments: readonly Utilized[]): number;
  /** Runs the start of an environment, and measures how long it takes. */
  observe<T>(start: () => Promise<T>): Promise<T>;
}

/** Measures time, and the load of this thread. */
export type MonotonicClock = Pick<Performance, 'now' | 'eventLoopUtilization'>;

const MIN_START_MS = 50;
const MAX_START_MS = 1000;

/** Utilization above which an environment is computing; below it, it mostly waits for responses. */
const COMPUTING = 0.5;

/** Utilization above which the main thread, which handles all AWS requests, is saturated. */
const SATURATED = 0.9;

/**
 * Creates the policy that starts another environment once an invocation has waited as long as a start takes, if the machine
 * has capacity.
 *
 * Starting a thread takes far longer than most invocations: a start per invocation of a burst would leave no capacity for
 * the invocations themselves. Functions that wait for a slow partner leave the processors idle, and scale as needed.
 *
 * @param processors number of environments that can compute at the same time
 * @param clock default: that of the process
 */
export function createScaleOut(processors: number, clock: MonotonicClock = performance): ScaleOut {
  let startMs = MIN_START_MS;
  let checkedAt = 0;
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
      const wait = Math.max(since, checkedAt) + startMs - clock.now();
      if (wait > 0) return wait;
      checkedAt = clock.now();
      const busy = environments.reduce((sum, one) => sum + one.utilization(), 0);
      const computing = busy > COMPUTING * environments.length && environments.length >= processors;
      return mainUtilization() > SATURATED || computing ? startMs : 0;
    },
    async observe(start) {
      const began = clock.now();
      try {
        return await start();
      } finally {
        startMs = Math.min(MAX_START_MS, Math.max(MIN_START_MS, clock.now() - began));
      }
    },
  };
}
