import * as z from 'zod';
import { orderEventsOf } from '../../../core/events/order-events.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';
import { parseQuery, wholeNumber } from '../parse-query.ts';

/** The query parameters of `GET /orders/{id}/events`. */
export const eventsQuerySchema = z.strictObject({
  after: wholeNumber({ minimum: 0, maximum: 999_999_999, default: 0 }).describe(
    'Events with a greater number than this.',
  ),
  limit: wholeNumber({ minimum: 1, maximum: 1000, default: 100 }).describe('The most events to answer.'),
});

/** Answers `GET /orders/{id}/events`: events by number, so that a receiver can fill its gaps. */
export async function listOrderEvents(orders: Pick<OrderStore, 'get'>, request: ApiRequest): Promise<ApiAnswer> {
  const { after, limit } = parseQuery(eventsQuerySchema, request);
  const events = orderEventsOf(await findOrder(request, orders.get));
  const items = events.slice(after, after + limit);
  const isLast = after + limit >= events.length;
  return { status: 200, body: { items, next: isLast ? null : after + limit } };
}
