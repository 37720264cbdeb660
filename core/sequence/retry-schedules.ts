/** When something is tried again, in the terms of a retrier of a state machine. */
export interface RetrySchedule {
  /** Seconds before the first retry. */
  readonly IntervalSeconds: number;
  readonly MaxAttempts: number;
  /** Each interval is this many times the one before. */
  readonly BackoffRate: number;
  readonly MaxDelaySeconds: number;
}

/**
 * A probe is retried after 5 minutes, an hour, half a day, and then daily for four days.
 *
 * The schedule follows that of Kill Bill's Janitor for payments in an unknown state (5m, 1h, 1d …).
 */
export const PROBE_SCHEDULE: RetrySchedule = {
  IntervalSeconds: 300,
  MaxAttempts: 7,
  BackoffRate: 12,
  MaxDelaySeconds: 86_400,
};

/** A heal is retried at intervals from 15 seconds to 2 hours, for about four hours in all. */
export const HEAL_SCHEDULE: RetrySchedule = {
  IntervalSeconds: 15,
  MaxAttempts: 10,
  BackoffRate: 2,
  MaxDelaySeconds: 7_200,
};

/**
 * Returns how many seconds after a try the next one is due.
 *
 * @param tries how many there were, from 1
 * @returns undefined if there is none any more
 */
export function secondsUntilRetry(schedule: RetrySchedule, tries: number): number | undefined {
  const { IntervalSeconds, MaxAttempts, BackoffRate, MaxDelaySeconds } = schedule;
  if (tries > MaxAttempts) return undefined;
  return Math.min(IntervalSeconds * BackoffRate ** (tries - 1), MaxDelaySeconds);
}
