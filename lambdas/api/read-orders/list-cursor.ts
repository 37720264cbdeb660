import { createHash } from 'node:crypto';
import * as z from 'zod';
import { canonicalJson } from '../../../core/json.ts';
import { isOrderId } from '../../../core/order/order-ids.ts';
import type { OrderPosition } from '../../order-store/index-keys.ts';
import { invalidRequest } from '../api-problem.ts';

/** The filters that a cursor belongs to. */
type Filters = Readonly<Record<string, string | boolean>>;

const cursorSchema = z.strictObject({
  createdAt: z.iso.datetime({ precision: 3 }),
  id: z.string().refine(isOrderId),
  filters: z.string(),
});

/** Encodes where a page ended, and its filters, as text that is opaque to callers. */
export function encodeCursor({ createdAt, id }: OrderPosition, filters: Filters): string {
  return Buffer.from(JSON.stringify({ createdAt, id, filters: hashOf(filters) })).toString('base64url');
}

/**
 * Decodes a cursor.
 *
 * @throws ApiProblem `invalid-request` naming `cursor`, if it was not issued by this API or belongs to other filters
 */
export function decodeCursor(text: string, filters: Filters): OrderPosition {
  const parsed = cursorSchema.safeParse(jsonOf(text));
  if (!parsed.success) throw invalidCursor('Expected the cursor of an earlier page, found something else.');
  const { createdAt, id } = parsed.data;
  if (parsed.data.filters !== hashOf(filters))
    throw invalidCursor('Expected the filters of the page with this cursor, found others: start without a cursor.');
  if (encodeCursor({ createdAt, id }, filters) !== text)
    throw invalidCursor('Expected the cursor exactly as received, found it changed.');
  return { createdAt, id };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function hashOf(filters: Filters): string {
  return createHash('sha256').update(canonicalJson(filters)).digest('base64url').slice(0, 16);
}

function invalidCursor(message: string): Error {
  return invalidRequest([{ path: 'cursor', message }]);
}
