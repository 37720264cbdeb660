import { orderSummary } from '../../../core/order/order-summary.ts';
import type { OrderIndex } from '../../order-store/order-index.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { decodeCursor, encodeCursor } from './list-cursor.ts';
import { listQueryOf } from './list-query.ts';

/** Answers `GET /orders`: a page of summaries, newest first, and the cursor of the next one. */
export async function listOrders(index: OrderIndex, request: ApiRequest, now: Date): Promise<ApiAnswer> {
  const { filter, limit, cursor, given } = listQueryOf(request, now);
  const after = cursor === undefined ? undefined : decodeCursor(cursor, given);
  const { orders, next } = await index.page(filter, after, limit);
  return {
    status: 200,
    body: { items: orders.map(orderSummary), cursor: next === undefined ? null : encodeCursor(next, given) },
  };
}
