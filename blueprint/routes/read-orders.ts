import * as z from 'zod';
import { durationSchema } from '../../core/config/duration.ts';
import { ATTENTION_KINDS, GROUP_FACETS } from '../../core/order/attention.ts';
import { ORDER_STATUSES } from '../../core/order/order-status.ts';
import { ORDER_TYPE_ALIASES, ORDER_TYPES } from '../../core/order/order-types.ts';
import { MAX_EDITION_ID } from '../../core/order/run-edition.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';
import { booleanParameter, cursorParameter, listParameter, themselves, wholeNumber } from './query-schemas.ts';
import { trimmedText } from './trimmed-text.ts';

/** The limits on the number of orders on a page. */
export const PAGE_LIMITS = { minimum: 1, maximum: 100, default: 20 } as const;

/** How many days before `to` a list starts by default. */
export const DEFAULT_DAYS_BACK = 31;

/** The maximum number of days between `from` and `to` in a list that is read day by day. */
export const MAX_DAYS = 92;

/** The longest time of `stuck_for`. */
const MAX_STUCK_SECONDS = 366 * 86_400;

const dateOrInstant = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'Expected a date such as 2026-11-22, or an instant such as 2026-11-22T09:30:00Z',
});

/** A name that people and config choose. */
const nameParameter = z.string().min(1).max(128);

/** The parameters that choose orders, wherever orders are chosen. */
const causeParameters = {
  order_type: listParameter({ ...themselves(ORDER_TYPES), ...ORDER_TYPE_ALIASES })
    .optional()
    .describe('Only orders of these types, separated by commas.'),
  step: nameParameter
    .optional()
    .describe(
      'Only orders that stopped at this step, lack it, or wait at it. An order that lacks several counts for the latest.',
    ),
  code: nameParameter.optional().describe('Only orders that stopped, lack a step or wait for this reason.'),
  from: dateOrInstant
    .optional()
    .describe(
      `The first day (UTC) or instant. Default: ${DEFAULT_DAYS_BACK} days before \`to\` in a list that is read day by day, otherwise no limit.`,
    ),
  to: dateOrInstant
    .optional()
    .describe(
      `The last day (UTC) or instant. Default: now. At most ${MAX_DAYS} days after \`from\` in a list that is read day by day.`,
    ),
};

/** The query parameters of `GET /orders`. */
export const listQuerySchema = z.strictObject({
  q: trimmedText(3, 320)
    .optional()
    .describe('Only orders with exactly this id, order reference, external id, e-mail address, subscription or owner.'),
  status: listParameter(themselves(ORDER_STATUSES))
    .optional()
    .describe('Only orders in these statuses, separated by commas.'),
  ...causeParameters,
  assigned_to: nameParameter.optional().describe('Only orders that are assigned to this person or team.'),
  sequence: nameParameter.optional().describe('Only orders whose latest run has the sequence of this name.'),
  version: nameParameter.optional().describe('Only orders whose latest run has this version of its sequence.'),
  edition: z
    .string()
    .min(1)
    .max(MAX_EDITION_ID)
    .optional()
    .describe('Only orders with a run of the edition of this id: `GET /config/editions` has the ids.'),
  stuck_for: durationSchema(MAX_STUCK_SECONDS, 'P366D')
    .optional()
    .describe(
      'Only unfinished orders, and those that need a person, which have not changed for this time, e.g. `PT30M`.',
    ),
  with_errors: booleanParameter()
    .optional()
    .describe('true: only orders that need a person (failed, held or degraded); false: only the others.'),
  parked: booleanParameter()
    .optional()
    .describe('true: only orders that wait for a partner that is unavailable; false: only the others.'),
  connection: nameParameter.optional().describe('Only orders that wait for this connection.'),
  queued: booleanParameter()
    .optional()
    .describe('true: only orders that wait for another order of their subscription; false: only the others.'),
  limit: wholeNumber(PAGE_LIMITS).describe('The maximum number of orders on a page.'),
  cursor: cursorParameter(),
});

/** The query parameters of `GET /orders/groups`. */
export const groupsQuerySchema = z.strictObject({
  by: listParameter(themselves(GROUP_FACETS))
    .prefault('step,code')
    .describe('What the orders of a group have in common, separated by commas. Default: step,code.'),
  status: listParameter(themselves(ATTENTION_KINDS))
    .optional()
    .describe('Only orders that are failed, held or degraded.'),
  ...causeParameters,
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
    description:
      'Read day by day, unless the filters name a few of the orders: `q`, `step`, `code`, `stuck_for`, `with_errors=true`, `parked=true`, `connection`, `queued=true`, or statuses without `complete`.',
    query: listQuerySchema,
    responses: { 200: { description: 'One page.', schema: 'OrderList' } },
    problems: [],
  }),
  defineRoute({
    method: 'GET',
    path: '/orders/groups',
    scope: 'orders:read',
    function: 'read-orders',
    operationId: 'groupOrders',
    tag: 'orders',
    summary: 'Count the orders that need a person, by cause',
    query: groupsQuerySchema,
    responses: { 200: { description: 'Every group, the largest first.', schema: 'OrderGroups' } },
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
    responses: { 200: { description: 'The order.', schema: 'OrderDetails' } },
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
  defineRoute({
    method: 'GET',
    path: '/config/editions',
    scope: 'orders:operate',
    orScope: 'orders:audit',
    function: 'read-orders',
    operationId: 'getEditions',
    tag: 'tenant',
    summary: 'Compare the editions: which orders get which, and how the runs of each ended',
    description:
      'Looks at the newest orders since the newest edition was offered, at most 1,000. `GET /orders?edition={id}` lists the orders of an edition.',
    responses: { 200: { description: 'The editions.', schema: 'EditionReport' } },
    problems: [],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'read-orders' })[];
