import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DEFAULT_DAYS_BACK, MAX_DAYS } from '../../../blueprint/routes/read-orders.ts';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { canonicalJson } from '../../../core/json.ts';
import { isOrderId } from '../../../core/order/order-ids.ts';
import type { OrderPosition } from '../../order-store/index-keys.ts';
import type { OrderFilter, OrderIndex } from '../../order-store/order-index.ts';
import { invalidRequest } from '../api-problem.ts';
import type { RouteRequest } from '../api-request.ts';
import { decodeCursor, encodeCursor, invalidCursor } from '../cursor.ts';
import { orderSummary } from '../order-view.ts';

const FIRST_DAY = '1970-01-01';
const DAY_MS = 86_400_000;

type ListQuery = RouteRequest<'GET /orders'>['query'];
type GivenFilters = Omit<ListQuery, 'limit' | 'cursor'>;

/**
 * Returns a page of orders, newest first, and the cursor of the next page.
 *
 * @throws ApiProblem `invalid-request` if the days are out of range, or the cursor does not belong to the filters
 */
export async function listOrders(
  index: OrderIndex,
  { limit, cursor, ...given }: ListQuery,
  now: Date,
): Promise<ResponseBody<'OrderList'>> {
  const filter = filterOf(given, now);
  const filters = hashOf(given);
  const after = cursor === undefined ? undefined : positionIn(cursor, filters);
  const { orders, next } = await index.page(filter, after, limit);
  return { items: orders.map(orderSummary), cursor: next === undefined ? null : cursorOf(next, filters) };
}

function filterOf(given: GivenFilters, now: Date): OrderFilter {
  const { status, order_type: orderType, with_errors: withErrors } = given;
  const isReadByDay = status === undefined || status === 'complete';
  const to = given.to ?? dayOf(now.getTime());
  const from = given.from ?? (isReadByDay ? dayOf(Date.parse(to) - DEFAULT_DAYS_BACK * DAY_MS) : FIRST_DAY);
  checkDays(from, to, isReadByDay);
  return {
    from,
    to,
    ...(status !== undefined && { status }),
    ...(orderType !== undefined && { orderType }),
    ...(withErrors !== undefined && { withErrors }),
  };
}

function checkDays(from: string, to: string, isReadByDay: boolean): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days < 0)
    throw invalidRequest([{ path: 'from', message: `Expected a day no later than "to" (${to}), found ${from}.` }]);
  if (isReadByDay && days > MAX_DAYS)
    throw invalidRequest([
      {
        path: 'from',
        message: `Expected at most ${MAX_DAYS} days before "to" (${to}), found ${days}: split the request.`,
      },
    ]);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const cursorSchema = z.strictObject({
  createdAt: z.iso.datetime({ precision: 3 }),
  id: z.string().refine(isOrderId),
  filters: z.string(),
});

function cursorOf({ createdAt, id }: OrderPosition, filters: string): string {
  return encodeCursor({ createdAt, id, filters });
}

function positionIn(cursor: string, filters: string): OrderPosition {
  const { createdAt, id, filters: earlier } = decodeCursor(cursor, cursorSchema);
  if (earlier !== filters)
    throw invalidCursor('Expected the same filters as on the previous page: start without a cursor.');
  return { createdAt, id };
}

/** Returns a hash of the filters that a cursor belongs to. */
function hashOf(given: GivenFilters): string {
  const filters = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return createHash('sha256').update(canonicalJson(filters)).digest('base64url').slice(0, 16);
}
