import { parseOrder } from '../../core/order/parse-order.ts';
import { defineRoute, type RouteDefinition } from './define-route.ts';

const HEADERS = ['Location', 'Idempotent-Replayed', 'Preference-Applied'] as const;

/** What a caller does if an order may have been stored, although the table did not answer. */
export const WHEN_INTERRUPTED =
  'The order may have been accepted. Repeat the request with the same idempotency key, or look it up by the id in `order_id`. Without a key, a repeat is another order.';

/** The route that accepts orders. */
export const SUBMIT_ORDER_ROUTES = [
  defineRoute({
    method: 'POST',
    path: '/orders',
    scope: 'orders:write',
    function: 'submit-order',
    operationId: 'submitOrder',
    tag: 'orders',
    summary: 'Submit an order',
    description:
      'Stores the order and starts its run. With `Prefer: wait=N`, or `process_immediately: true` in the order (25 seconds), waits for the run to end. Unknown fields are kept and passed to the plugins.',
    query: 'ignored',
    headers: ['Idempotency-Key', 'Prefer', 'traceparent', 'tracestate'],
    body: { parseOrder },
    whenInterrupted: WHEN_INTERRUPTED,
    responses: {
      201: { description: 'The order is complete.', schema: 'Order', headers: HEADERS },
      202: {
        description: 'The order is stored, and in progress or queued behind another order of its subscription.',
        schema: 'Order',
        headers: HEADERS,
      },
    },
    problems: [
      'idempotency-key-reused',
      'subscription-busy',
      'order-failed',
      'order-held',
      'order-cancelled',
      'partner-unavailable',
    ],
  }),
] as const satisfies readonly (RouteDefinition & { readonly function: 'submit-order' })[];
