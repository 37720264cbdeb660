import * as z from 'zod';
import { ORDER_STATUSES } from '../../core/order/order-status.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES } from '../../core/order/order-types.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { cursorParameter, wholeNumber } from './query-schemas.ts';

/** The limits on the number of orders on a page. */
export const PAGE_LIMITS = { minimum: 1, maximum: 100, default: 20 } as const;

/** How many days before `to` a list starts by default. */
export const DEFAULT_DAYS_BACK = 31;

/** The maximum number of days between `from` and `to` in a list that is read day by day. */
export const MAX_DAYS = 92;

const dateSchema = z.iso.date('Expected a date such as 2026-11-22');

/** The query parameters of `GET /orders`. */
export const listQuerySchema = z.strictObject({
  status: z.enum(ORDER_STATUSES).optional().describe('Only orders in this status.'),
  order_type: z
    .enum([...ORDER_TYPES, ...Object.keys(ORDER_TYPE_ALIASES)])
    .transform((name) => ORDER_TYPE_ALIASES[name] ?? z.enum(ORDER_TYPES).parse(name))
    .optional()
    .describe('Only orders of this type.'),
  from: dateSchema
    .optional()
    .describe(
      `The first day (UTC). Default: ${DEFAULT_DAYS_BACK} days before \`to\`, or no limit if a status other than \`complete\` is given.`,
    ),
  to: dateSchema
    .optional()
    .describe(
      `The last day (UTC). Default: today. At most ${MAX_DAYS} days after \`from\`, unless a status other than \`complete\` is given.`,
    ),
  with_errors: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .optional()
    .describe('true: only failed, held and degraded orders; false: only the others.'),
  limit: wholeNumber(PAGE_LIMITS).describe('The maximum number of orders on a page.'),
  cursor: cursorParameter(),
});

const eventsQuerySchema = z.strictObject({
  after: wholeNumber({ minimum: 0, maximum: 999_999_999, default: 0 }).describe(
    'Only events with a number greater than this.',
  ),
  limit: wholeNumber({ minimum: 1, maximum: 1000, default: 100 }).describe('The maximum number of events on a page.'),
});

const PROBLEMS = ['order-not-found'] as const;

/** The routes that read orders. */
export const READ_ORDERS_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/orders',
    scope: 'orders:read',
    function: 'read-orders',
    operationId: 'listOrders',
    tag: 'orders',
    summary: 'List orders, newest first',
    query: listQuerySchema,
    responses: { 200: { description: 'One page.', schema: 'OrderList' } },
    problems: [],
  }),
  defineRoute({
    method: 'GET',
    path: '/orders/{id}',
    scope: 'orders:read',
    function: 'read-orders',
    operationId: 'getOrder',
    tag: 'orders',
    summary: 'Read an order with its steps',
    responses: { 200: { description: 'The order.', schema: 'Order' } },
    problems: PROBLEMS,
  }),
  defineRoute({
    method: 'GET',
    path: '/orders/{id}/process-events',
    scope: 'orders:read',
    function: 'read-orders',
    operationId: 'listProcessEvents',
    tag: 'orders',
    summary: 'List the process events of an order, one per run',
    responses: { 200: { description: 'The process events.', schema: 'ProcessEventList' } },
    problems: PROBLEMS,
  }),
  defineRoute({
    method: 'GET',
    path: '/orders/{id}/events',
    scope: 'orders:read',
    function: 'read-orders',
    operationId: 'listOrderEvents',
    tag: 'orders',
    summary: 'List the events of an order',
    description: 'In the order of their numbers, so that a receiver can fetch events that it missed.',
    query: eventsQuerySchema,
    responses: { 200: { description: 'One page, oldest first.', schema: 'OrderEventList' } },
    problems: PROBLEMS,
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'read-orders' })[];
