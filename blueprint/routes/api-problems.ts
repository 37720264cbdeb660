/** The HTTP status and title of each problem that the API can return, by type. */
export const API_PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is invalid' },
  'order-not-found': { status: 404, title: 'Order not found' },
  'step-not-found': { status: 404, title: 'Step not found' },
  'route-not-found': { status: 404, title: 'Route not found' },
  'webhook-not-found': { status: 404, title: 'Webhook not found' },
  'delivery-not-found': { status: 404, title: 'Delivery not found' },
  'delivery-busy': { status: 409, title: 'The delivery is in progress' },
  'webhook-disabled': { status: 409, title: 'The webhook is disabled' },
  'order-not-resumable': { status: 409, title: 'The order cannot be resumed' },
  'order-not-cancellable': { status: 409, title: 'The order cannot be cancelled' },
  'step-not-operable': { status: 409, title: 'The step cannot be changed' },
  'callback-not-expected': { status: 409, title: 'The step is not waiting for a callback' },
  'callback-answered': { status: 409, title: 'The step already has an answer' },
  'order-too-large': { status: 413, title: 'The order is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not UTF-8' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for a different request' },
  'order-failed': { status: 422, title: 'The order failed' },
  'order-held': { status: 422, title: 'The order is held' },
  'order-cancelled': { status: 422, title: 'The order was cancelled' },
  'internal-error': { status: 500, title: 'Internal error' },
  'service-unavailable': { status: 503, title: 'The service is unavailable' },
} as const;

/** Seconds in `Retry-After` of a `service-unavailable`. */
export const RETRY_AFTER_SECONDS = 30;

/** The type of a problem, without the prefix `/problems/` of problem documents. */
export type ApiProblemType = keyof typeof API_PROBLEMS;
