import * as z from 'zod';
import { ORDER_STATUSES } from '../../../core/order/order-status.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES } from '../../../core/order/order-types.ts';
import type { OrderFilter } from '../../order-store/order-index.ts';
import { invalidRequest } from '../api-problem.ts';
import type { ApiRequest } from '../api-request.ts';
import { parseQuery, wholeNumber } from '../parse-query.ts';

/** How many orders a page may have. */
export const PAGE_LIMITS = { minimum: 1, maximum: 100, default: 20 } as const;

/** How many days before `to` a list begins when the request does not say. */
export const DEFAULT_DAYS_BACK = 31;

/** The most days between `from` and `to` in a list that is read day by day. */
export const MAX_DAYS = 92;

const FIRST_DAY = '1970-01-01';
const DAY_MS = 86_400_000;

const dateSchema = z.iso.date('Expected a date such as 2026-11-22');

/** The query parameters of `GET /orders`. */
export const listQuerySchema = z.strictObject({
  status: z.enum(ORDER_STATUSES).optional().describe('Orders in this status.'),
  order_type: z
    .enum([...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)])
    .transform((name) => ORDER_TYPE_ALIASES[name] ?? z.enum(ORDER_TYPES).parse(name))
    .optional()
    .describe('Orders of this type.'),
  from: dateSchema
    .optional()
    .describe(
      `The oldest day (UTC). Default: ${DEFAULT_DAYS_BACK} days before \`to\`; with a status other than complete, no limit.`,
    ),
  to: dateSchema
    .optional()
    .describe(
      `The newest day (UTC). Default: today. Without a status, and with complete, at most ${MAX_DAYS} days after \`from\`.`,
    ),
  with_errors: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('true: failed, held and degraded orders only; false: all others.'),
  limit: wholeNumber(PAGE_LIMITS).describe('The most orders on the page.'),
  cursor: z.string().max(1024).optional().describe('The `cursor` of the page before, with the same filters.'),
});

/** What a list request asks for. */
export interface ListQuery {
  readonly filter: OrderFilter;
  readonly limit: number;
  readonly cursor: string | undefined;
  /** The filters as given, which a cursor belongs to. */
  readonly given: Readonly<Record<string, string | boolean>>;
}

/**
 * Reads the query of `GET /orders`.
 *
 * @throws ApiProblem `invalid-request` naming every parameter that is wrong
 */
export function listQueryOf(request: ApiRequest, now: Date): ListQuery {
  const { limit, cursor, ...given } = parseQuery(listQuerySchema, request);
  const { status, order_type: orderType, with_errors: withErrors } = given;
  const byDay = status === undefined || status === 'complete';
  const to = given.to ?? dayOf(now.getTime());
  const from = given.from ?? (byDay ? dayOf(Date.parse(to) - DEFAULT_DAYS_BACK * DAY_MS) : FIRST_DAY);
  checkDays(from, to, byDay);
  return {
    filter: {
      from,
      to,
      ...(status !== undefined && { status }),
      ...(orderType !== undefined && { orderType }),
      ...(withErrors !== undefined && { withErrors }),
    },
    limit,
    cursor,
    given: Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  };
}

function checkDays(from: string, to: string, byDay: boolean): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days < 0)
    throw invalidRequest([{ path: 'from', message: `Expected a day no later than "to" (${to}), found ${from}.` }]);
  if (byDay && days > MAX_DAYS)
    throw invalidRequest([
      { path: 'from', message: `Expected at most ${MAX_DAYS} days before "to" (${to}), found ${days}: ask in parts.` },
    ]);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
