const LONGEST_ORDER_NUMBER = 100;
const LONGEST_TRACK_ID = 64;

/**
 * The number that Zuora's order is given: always the same for the same idempotency key.
 *
 * At most 100 characters, without `#`, `?` and `/` ("API Reference", Create an order, `orderNumber`).
 */
export function orderNumberOf(idempotencyKey: string): string {
  return idempotencyKey.replace(/[^\w-]/g, '-').slice(0, LONGEST_ORDER_NUMBER);
}

/** The value of `Zuora-Track-Id`: at most 64 characters of US-ASCII, without colon, semicolon and quotes. */
export function trackId(idempotencyKey: string): string {
  return idempotencyKey.replace(/[^\w#-]/g, '-').slice(0, LONGEST_TRACK_ID);
}

/** The idempotency key of an attempt, counted from 1: the step's own, and one derived from it for each later attempt. */
export function attemptKey(idempotencyKey: string, attempt: number): string {
  return attempt === 1 ? idempotencyKey : `${idempotencyKey}#${attempt}`;
}
