import { createHash } from 'node:crypto';

const LONGEST_ORDER_NUMBER = 100;
const LONGEST_TRACK_ID = 64;
const HASH_LENGTH = 24;

/**
 * Returns the order number for an idempotency key: always the same for the same key, and different for different keys.
 *
 * Has at most 100 characters, without `#`, `?` and `/` ("API Reference", Create an order, `orderNumber`). The first `#` of
 * the key becomes a hyphen and later ones become a dot, which no step id contains. The end of a long key becomes a hash.
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

/** Returns the value of `Zuora-Track-Id`: at most 64 characters of US-ASCII, without colons, semicolons and quotes. */
export function trackId(idempotencyKey: string): string {
  return idempotencyKey.replace(/[^\w#-]/g, '-').slice(0, LONGEST_TRACK_ID);
}

/**
 * Returns the idempotency key of an attempt, counted from 1: the step's own key, and a derived key for each later attempt.
 *
 * Derived keys contain a word, because the step's own key ends in a number after an undo.
 */
export function attemptKey(idempotencyKey: string, attempt: number): string {
  return attempt === 1 ? idempotencyKey : `${idempotencyKey}#try-${attempt}`;
}

/** Returns the idempotency key for the undo of a step. */
export function undoKey(idempotencyKey: string): string {
  return `${idempotencyKey}#undo`;
}
