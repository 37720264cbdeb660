import type { ScheduleSpec } from '../../blueprint/schedules.ts';

/** What is called, and how often. */
export interface SchedulesOptions {
  readonly schedules: readonly ScheduleSpec[];
  /** Calls a function; a rejection or a failed outcome does not end the schedule. */
  invoke(functionId: string, payload: unknown): Promise<unknown>;
  /** Divides the time between two calls, down to a second. @default 1 */
  readonly timeScale?: number;
}

/** Schedules that run. */
export interface Schedules {
  /** Starts no further call; one that runs is not waited for. */
  close(): void;
}

const MINUTE_MS = 60_000;
/** However the time is scaled, a machine that sweeps all the time has none left for orders. */
const SHORTEST_INTERVAL_MS = 1000;

/**
 * Calls the functions of the schedules at a steady pace, with `{}`, for the first time after one interval.
 *
 * A call that takes longer than the interval delays the next one to the interval after it: calls never overlap.
 */
export function startSchedules({ schedules, invoke, timeScale = 1 }: SchedulesOptions): Schedules {
  const timers = schedules.map((schedule) => {
    let running = false;
    const call = async (): Promise<void> => {
      if (running) return;
      running = true;
      try {
        await invoke(schedule.function, {});
      } catch (error) {
        process.emitWarning(`Schedule ${schedule.id}: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        running = false;
      }
    };
    return setInterval(call, Math.max((schedule.rateMinutes * MINUTE_MS) / timeScale, SHORTEST_INTERVAL_MS));
  });
  return {
    close() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
