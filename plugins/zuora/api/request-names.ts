import { createHash } from 'node:crypto';

const LONGEST_ORDER_NUMBER = 100;
const LONGEST_TRACK_ID = 64;
const HASH_LENGTH = 24;

/**
 * The number that Zuora's order is given: always the same for the same idempotency key, another for any other.
 *
 * At most 100 characters, without `#`, `?` and `/` ("API Reference", Create an order, `orderNumber`). The first `#` of a
 * key becomes a hyphen and later ones a dot, which no step's id has; a longer key ends in its hash.
 */
export function orderNumberOf(idempotencyKey: string): string {
  const number = idempotencyKey
    .replace('#', '-')
    .replaceAll('#', '.')
    .replace(/[^\w.-]/g, '-');
  if (number.length <= LONGEST_ORDER_NUMBER) return number;
  const hash = createHash('sha256').update(idempotencyKey).digest('hex').slice(0, HASH_LENGTH);
  return `${number.slice(0, LONGEST_ORDER_NUMBER - HASH_LENGTH - 1)}.${hash}`;
}

/** The value of `Zuora-Track-Id`: at most 64 characters of US-ASCII, without colon, semicolon and quotes. */
export function trackId(idempotencyKey: string): string {
  return idempotencyKey.replace(/[^\w#-]/g, '-').slice(0, LONGEST_TRACK_ID);
}

/**
 * The idempotency key of an attempt, counted from 1: the step's own, and one derived from it for each later attempt. Those
 * end in a word, as the step's own end in a number once the step was undone.
 */
export function attemptKey(idempotencyKey: string, attempt: number): string {
  return attempt === 1 ? idempotencyKey : `${idempotencyKey}#try-${attempt}`;
}

/** The idempotency key under which a step is undone. */
export function undoKey(idempotencyKey: string): string {
  return `${idempotencyKey}#undo`;
}
