import { defineRoute, type RouteDefinition } from './define-route.ts';
import { actionBodySchema, reasonBodySchema } from './operate-orders.ts';

const SHARED = { function: 'operate-orders', tag: 'connections' } as const;
const ACTION = {
  ...SHARED,
  method: 'POST',
  scope: 'orders:operate',
  body: reasonBodySchema,
  effect: { destructive: true, idempotent: true },
  responses: { 200: { description: 'The connection.', schema: 'Connection' } },
  problems: ['connection-not-found'],
} as const;

/** Those that let parked orders continue. `open` moves no order that is there, so it has no dry run. */
const RELEASE = {
  ...ACTION,
  body: actionBodySchema,
  responses: { 200: { description: 'The connection, or what the action would do.', schema: 'ConnectionOrDryRun' } },
} as const;

/** The routes that show and move the circuit breakers of connections. */
export const CONNECTION_ROUTES = [
  defineRoute({
    ...SHARED,
    method: 'GET',
    path: '/connections',
    scope: 'orders:read',
    operationId: 'listConnections',
    summary: 'List connections, with their state and the orders that wait for them',
    description: 'Every connection that a step with patience uses, and every one that ever had an outage.',
    responses: { 200: { description: 'Every connection, by name.', schema: 'ConnectionList' } },
    problems: [],
  }),
  defineRoute({
    ...ACTION,
    path: '/connections/{name}/open',
    operationId: 'openConnection',
    summary: 'Let no order call a partner',
    description:
      'For a maintenance of the partner: orders are parked until `close` or `try`. Functions notice it within a minute. Safe to repeat.',
  }),
  defineRoute({
    ...RELEASE,
    path: '/connections/{name}/close',
    operationId: 'closeConnection',
    summary: 'Let orders call a partner again',
    description: 'Parked orders continue at the pace of the connection, oldest first. Safe to repeat.',
  }),
  defineRoute({
    ...RELEASE,
    path: '/connections/{name}/try',
    operationId: 'tryConnection',
    summary: 'Let one order try a partner now',
    description:
      'If the partner answers, the connection closes. Does nothing if it is closed or an order is trying it. Safe to repeat.',
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'operate-orders' })[];
