import type { ScheduleSpec } from '../../blueprint/schedules.ts';

/** Options of {@link startSchedules}. */
export interface SchedulesOptions {
  readonly schedules: readonly ScheduleSpec[];
  /** Invokes a function. A rejection or a failed outcome does not stop the schedule. */
  invoke(functionId: string, payload: unknown): Promise<unknown>;
  /** Divides the interval of each schedule, down to one second. @default 1 */
  readonly timeScale?: number;
}

/** Running schedules. */
export interface Schedules {
  /** Stops the schedules, without waiting for a running invocation. */
  close(): void;
}

const MINUTE_MS = 60_000;
/** Limits the time scale: a machine that sweeps constantly has no capacity for orders. */
const SHORTEST_INTERVAL_MS = 1000;

/**
 * Invokes the functions of the schedules with `{}` at a steady rate, the first time after one interval.
 *
 * Invocations of a schedule never overlap: one that takes longer than the interval skips the next.
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
