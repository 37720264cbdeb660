const MINUTE = 60;
const HOUR = 60 * MINUTE;

/**
 * Seconds before each further try: ten tries within about three days.
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

/** The longest that a receiver's `Retry-After` puts a try off, in seconds. */
export const MAX_RETRY_AFTER_SECONDS = 24 * HOUR;

/**
 * Seconds until the next try; undefined when there is none.
 *
 * Full jitter: anything from none to all of the scheduled delay, so that what piled up at a broken receiver does not
 * come back at once. Source: AWS Architecture Blog, "Exponential Backoff And Jitter".
 *
 * @param tries how many there were, from 1
 * @param random from 0 to 1
 * @param retryAfterSeconds what the receiver asks for at least
 */
export function nextAttemptSeconds(tries: number, random: number, retryAfterSeconds = 0): number | undefined {
  const delay = RETRY_SECONDS[tries - 1];
  if (delay === undefined) return undefined;
  return Math.max(1, Math.ceil(delay * random), Math.min(retryAfterSeconds, MAX_RETRY_AFTER_SECONDS));
}

/** Seconds that a delivery is put off by a circuit breaker: as long as that is open, and longer each time, up to an hour. */
export function postponeSeconds(openSeconds: number, putOff: number, random: number): number {
  const growing = Math.min(MINUTE * 2 ** putOff, HOUR);
  return Math.max(1, Math.ceil(openSeconds), Math.ceil(growing * random));
}

/** The delivery is to be tried again later; the message is JSON with the seconds to wait, which the state machine reads. */
export class DeliveryPostponed extends Error {
  override readonly name = 'DeliveryPostponed';

  /**
   * @param seconds until the next try, at least 1
   * @param because why, for whoever reads the execution's history
   */
  constructor(seconds: number, because: string, options?: ErrorOptions) {
    super(JSON.stringify({ seconds, because }), options);
  }
}

/** The delivery is given up: its tries are used up, or the receiver wants no more. */
export class DeliveryGivenUp extends Error {
  override readonly name = 'DeliveryGivenUp';
}

/** Every error that the sender lets cross to the delivery state machine. */
export const DELIVERY_ERROR_NAMES = ['DeliveryPostponed', 'DeliveryGivenUp'] as const;
