const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Seconds before each further attempt: ten attempts within about three days.
 *
 * Source: Standard Webhooks specification, "Retries" (its suggested schedule).
 */
export const RETRY_SECONDS: readonly number[] = [
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** The longest delay that the `Retry-After` of a receiver can ask for, in seconds. */
export const MAX_RETRY_AFTER_SECONDS = 24 * HOUR;

/**
 * Returns the seconds until the next attempt; undefined if there is none.
 *
 * Full jitter: a random part of the scheduled delay, so that the backlog of a broken receiver does not arrive all at once.
 * Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param attempts number of attempts so far, from 1
 * @param random from 0 to 1
 * @param retryAfterSeconds minimum delay that the receiver asks for
 */
export function nextAttemptSeconds(attempts: number, random: number, retryAfterSeconds = 0): number | undefined {
  const delay = RETRY_SECONDS[attempts - 1];
  if (delay === undefined) return undefined;
  return Math.max(1, Math.ceil(delay * random), Math.min(retryAfterSeconds, MAX_RETRY_AFTER_SECONDS));
}

/**
 * Returns the seconds by which an open circuit breaker postpones a delivery: at least until it closes, and longer each time,
 * up to an hour.
 *
 * @param postponed how often this round was postponed before
 * @param random from 0 to 1
 */
export function postponeSeconds(openSeconds: number, postponed: number, random: number): number {
  const growing = Math.min(MINUTE * 2 ** postponed, HOUR);
  return Math.max(1, Math.ceil(openSeconds), Math.ceil(growing * random));
}

/** The delivery is attempted again later. The state machine reads the seconds to wait from the message, which is JSON. */
export class DeliveryPostponed extends Error {
  override readonly name = 'DeliveryPostponed';

  /**
   * @param seconds until the next attempt, at least 1
   * @param because reason, for readers of the execution history
   */
  constructor(seconds: number, because: string, options?: ErrorOptions) {
    super(JSON.stringify({ seconds, because }), options);
  }
}

/** The delivery is given up: it has used all its attempts, or the receiver does not want it. */
export class DeliveryGivenUp extends Error {
  override readonly name = 'DeliveryGivenUp';
}

/** The errors that the sender throws to the delivery state machine. */
export const DELIVERY_ERROR_NAMES = ['DeliveryPostponed', 'DeliveryGivenUp'] as const;
