import { createHash } from 'node:crypto';
import type { PluginContext } from '../../../core/plugin/plugin-context.ts';

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

/**
 * Returns the idempotency key for the undo of one subscription that a step created.
 *
 * @param position of the subscription in the order, from 0
 */
export function undoKey(idempotencyKey: string, position: number): string {
  return position === 0 ? `${idempotencyKey}#undo` : `${idempotencyKey}#undo#${position + 1}`;
}

const LONGEST_COMMENT = 255;
const STEP_KEY = /^order-[0-9a-f]{32}#/;

type Commented = Pick<PluginContext, 'idempotencyKey' | 'order'>;

/**
 * Returns the comment of a record that a step creates: its idempotency key, and the order's `external_id`, by which people
 * and `twinOf` recognise two orders for the same thing.
 */
export function ownComment({ idempotencyKey, order: { external_id: externalId } }: Commented): string {
  const comment = typeof externalId === 'string' ? `${idempotencyKey} ${externalId}` : idempotencyKey;
  return comment.slice(0, LONGEST_COMMENT);
}

/** Returns whether a comment is that of a record of the same step. */
export function isOwnComment(comment: string | null | undefined, { idempotencyKey }: Commented): boolean {
  return comment?.split(' ', 1)[0] === idempotencyKey;
}

/** Returns whether a comment is that of a record of any step of this system. */
export function isCommentOfAnyStep(comment: string | null | undefined): boolean {
  return STEP_KEY.test(comment ?? '');
}

/** Returns the first record with the comment of another order with the same `external_id`. */
export function twinOf<Shape extends { readonly comment?: string | null | undefined }>(
  records: readonly Shape[],
  context: Commented,
): Shape | undefined {
  const { external_id: externalId } = context.order;
  if (typeof externalId !== 'string') return undefined;
  const ending = ownComment(context).slice(context.idempotencyKey.length);
  return records.find(
    ({ comment }) => isCommentOfAnyStep(comment) && !isOwnComment(comment, context) && comment?.endsWith(ending),
  );
}
