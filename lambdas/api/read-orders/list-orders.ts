import { createHash } from 'node:crypto';
import * as z from 'zod';
import { DEFAULT_DAYS_BACK, MAX_DAYS } from '../../../blueprint/routes/read-orders.ts';
import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import { durationSeconds } from '../../../core/config/duration.ts';
import { canonicalJson } from '../../../core/json.ts';
import { isOrderId } from '../../../core/order/order-ids.ts';
import { type FindOrders, TooManyFound } from '../../order-store/find-orders.ts';
import type { OrderPosition } from '../../order-store/index-keys.ts';
import type { OrderFilter } from '../../order-store/order-filter.ts';
import { isReadByDay, type OrderIndex, type OrderPage } from '../../order-store/order-index.ts';
import { invalidRequest } from '../api-problem.ts';
import type { RouteRequest } from '../api-request.ts';
import { decodeCursor, encodeCursor, invalidCursor } from '../cursor.ts';
import { orderSummary } from '../order-view.ts';
import { type DuePorts, dueOfOrders } from './due-of-orders.ts';

/** Before every order. */
const FIRST_INSTANT = '0000-01-01T00:00:00.000Z';
const DAY_MS = 86_400_000;

type ListQuery = RouteRequest<'GET /orders'>['query'];
type GivenFilters = Omit<ListQuery, 'limit' | 'cursor'>;

/** Dependencies of lists of orders. */
export interface ListPorts extends DuePorts {
  readonly index: OrderIndex;
  readonly findOrders: FindOrders;
  now(): Date;
}

/**
 * Returns a page of orders, newest first, and the cursor of the next page.
 *
 * @throws ApiProblem `invalid-request` if the instants are out of range, the cursor does not belong to the filters, or `q` finds too many
 */
export async function listOrders(
  { limit, cursor, ...given }: ListQuery,
  ports: ListPorts,
): Promise<ResponseBody<'OrderList'>> {
  const now = ports.now();
  const filter = orderFilterOf(given, now);
  const filters = hashOf(given);
  const after = cursor === undefined ? undefined : positionIn(cursor, filters);
  const { orders, next } = await pageOf(given.q, filter, after, limit, ports);
  const due = await dueOfOrders(orders, now, ports);
  return {
    items: orders.map((order) => orderSummary(order, due.get(order.id) ?? [], now)),
    cursor: next === undefined ? null : cursorOf(next, filters),
  };
}

async function pageOf(
  text: string | undefined,
  filter: OrderFilter,
  after: OrderPosition | undefined,
  limit: number,
  { index, findOrders }: ListPorts,
): Promise<OrderPage> {
  if (text === undefined) return index.page(filter, after, limit);
  try {
    return await findOrders(text, filter, after, limit);
  } catch (error) {
    if (!(error instanceof TooManyFound)) throw error;
    throw invalidRequest([{ path: 'q', message: `${error.message} Search for something that fewer have in common.` }]);
  }
}

/**
 * Returns the filter of the given parameters.
 *
 * @throws ApiProblem `invalid-request` if the instants are out of range
 */
export function orderFilterOf(given: GivenFilters, now: Date): OrderFilter {
  const { q, status, order_type, assigned_to, with_errors, stuck_for, from, to, ...same } = given;
  const stuckMs = stuck_for === undefined ? undefined : (durationSeconds(stuck_for) ?? 0) * 1000;
  const filter = {
    ...defined(same),
    ...defined({ statuses: status, orderTypes: order_type, withErrors: with_errors, assignedTo: assigned_to }),
    ...(stuckMs !== undefined && { unchangedSince: new Date(now.getTime() - stuckMs).toISOString() }),
    ...instantsOf({ from, to }, now),
  };
  const readsByDay = q === undefined && isReadByDay(filter);
  if (!readsByDay) return filter;
  const latest = filter.to;
  const earliest = from === undefined ? new Date(Date.parse(latest) - DEFAULT_DAYS_BACK * DAY_MS) : undefined;
  const since = earliest === undefined ? filter.from : `${earliest.toISOString().slice(0, 10)}T00:00:00.000Z`;
  checkDays(since, latest);
  return { ...filter, from: since };
}

/**
 * Returns the first and the last instant of a list.
 *
 * @throws ApiProblem `invalid-request` if the last one is before the first
 */
export function instantsOf(
  given: { readonly from: string | undefined; readonly to: string | undefined },
  now: Date,
): { readonly from: string; readonly to: string } {
  const from = given.from === undefined ? FIRST_INSTANT : instantOf(given.from, 'T00:00:00.000Z');
  const to =
    given.to === undefined ? `${now.toISOString().slice(0, 10)}T23:59:59.999Z` : instantOf(given.to, 'T23:59:59.999Z');
  if (from > to)
    throw invalidRequest([
      { path: 'from', message: `Expected a time no later than "to" (${given.to ?? to}), found ${given.from}.` },
    ]);
  return { from, to };
}

function checkDays(from: string, to: string): void {
  const days = Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS);
  if (days > MAX_DAYS)
    throw invalidRequest([
      {
        path: 'from',
        message: `Expected at most ${MAX_DAYS} days before "to" (${to.slice(0, 10)}), found ${days}: split the request.`,
      },
    ]);
}

function instantOf(text: string, time: string): string {
  return text.includes('T') ? new Date(text).toISOString() : `${text}${time}`;
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
  return createHash('sha256')
    .update(canonicalJson(defined(given)))
    .digest('base64url')
    .slice(0, 16);
}

type Defined<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Returns the fields that are given. */
function defined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<Fields>;
}
