import * as z from 'zod';
import { isOrderId } from '../../../core/order/order-ids.ts';
import { LISTED_STATUSES } from '../../../core/webhooks/delivery-record.ts';
import type { DeliveryPosition } from '../../webhook-store/delivery-index.ts';
import { invalidRequest } from '../api-problem.ts';
import { wholeNumber } from '../parse-query.ts';

/** The query parameters of `GET /webhooks/deliveries`. */
export const deliveriesQuerySchema = z.strictObject({
  webhook: z.string().min(1).max(40).optional().describe('Deliveries to this webhook. Default: to all of the tenant.'),
  status: z.enum(LISTED_STATUSES).optional().describe('Deliveries in this status. Default: all.'),
  order: z
    .string()
    .refine(isOrderId, 'Expected the id of an order')
    .optional()
    .describe('Deliveries of this order, by event.'),
  limit: wholeNumber({ minimum: 1, maximum: 100, default: 20 }).describe('The most deliveries on the page.'),
  cursor: z.string().max(1024).optional().describe('The `cursor` of the page before, with the same filters.'),
});

const cursorSchema = z.strictObject({
  createdAt: z.iso.datetime({ precision: 3 }),
  pk: z.string().refine(isOrderId),
  sk: z.string().startsWith('delivery#'),
});

/** Writes where a page ended as text that callers pass back and do not read. */
export function encodeCursor({ createdAt, pk, sk }: DeliveryPosition): string {
  return Buffer.from(JSON.stringify({ createdAt, pk, sk })).toString('base64url');
}

/**
 * Reads a cursor.
 *
 * @throws ApiProblem `invalid-request` naming `cursor`: the text is none of ours
 */
export function decodeCursor(text: string): DeliveryPosition {
  const parsed = cursorSchema.safeParse(jsonOf(text));
  if (!parsed.success || encodeCursor(parsed.data) !== text)
    throw invalidRequest([
      { path: 'cursor', message: 'Expected the cursor of an earlier page, found something else.' },
    ]);
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
