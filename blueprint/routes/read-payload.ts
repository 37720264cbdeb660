import { defineRoute, type RouteDefinition } from './define-route.ts';

/** The route that reads an order with personal data. */
export const READ_PAYLOAD_ROUTES = [
  defineRoute({
    method: 'GET',
    path: '/orders/{id}/payload',
    scope: 'orders:payload',
    function: 'read-payload',
    operationId: 'getOrderPayload',
    tag: 'orders',
    summary: 'Read an order as it was submitted, with its revisions',
    description:
      'Contains personal data. Each read is recorded, with who and when, and listed among the operations of `GET /orders/{id}/process-events`; reads of one person within a minute are one. Reading does not prolong the retention of the order.',
    responses: { 200: { description: 'The order with personal data.', schema: 'OrderPayload' } },
    problems: ['order-not-found', 'order-erased'],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'read-payload' })[];
