import type { ResponseHeader } from './headers.ts';

/** The HTTP status and title of each problem that the API can return, by type. */
export const API_PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is invalid' },
  'order-not-found': { status: 404, title: 'Order not found' },
  'step-not-found': { status: 404, title: 'Step not found' },
  'route-not-found': { status: 404, title: 'Route not found' },
  'connection-not-found': { status: 404, title: 'Connection not found' },
  'webhook-not-found': { status: 404, title: 'Webhook not found' },
  'erasure-not-found': { status: 404, title: 'Erasure not found' },
  'config-version-not-found': { status: 404, title: 'Version of the config not found' },
  'proposal-not-found': { status: 404, title: 'Proposal not found' },
  'delivery-not-found': { status: 404, title: 'Delivery not found' },
  'delivery-busy': { status: 409, title: 'The delivery is in progress' },
  'webhook-disabled': { status: 409, title: 'The webhook is disabled' },
  'order-not-resumable': { status: 409, title: 'The order cannot be resumed' },
  'order-keeps-lane': { status: 409, title: 'The order has no place in a lane to give up' },
  'subscription-busy': { status: 409, title: 'Another order is changing the subscription' },
  'order-not-cancellable': { status: 409, title: 'The order cannot be cancelled' },
  'order-annotations-full': { status: 409, title: 'The order has room for no more notes' },
  'order-erased': { status: 409, title: 'The personal data of the order was erased' },
  'step-not-operable': { status: 409, title: 'The step cannot be changed' },
  'proposal-not-executable': { status: 409, title: 'The proposal cannot be executed' },
  'proposal-not-approved': { status: 409, title: 'A second person has to approve the proposal' },
  'approval-by-proposer': { status: 409, title: 'Whoever made a proposal cannot approve it' },
  'proposal-not-stoppable': { status: 409, title: 'The proposal has ended' },
  'orders-in-job': { status: 409, title: 'Another job has orders of the proposal' },
  'callback-not-expected': { status: 409, title: 'The step is not waiting for a callback' },
  'callback-answered': { status: 409, title: 'The step already has an answer' },
  'order-too-large': { status: 413, title: 'The order is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not UTF-8' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for a different request' },
  'order-failed': { status: 422, title: 'The order failed' },
  'order-held': { status: 422, title: 'The order is held' },
  'order-cancelled': { status: 422, title: 'The order was cancelled' },
  'internal-error': { status: 500, title: 'Internal error' },
  'partner-unavailable': { status: 502, title: 'The order failed because a partner was unavailable' },
  'service-unavailable': { status: 503, title: 'The service is unavailable' },
} as const;

/** Seconds in `Retry-After` of a `service-unavailable`. */
export const RETRY_AFTER_SECONDS = 30;

const RUN_HEADERS = ['Idempotent-Replayed', 'Preference-Applied'] as const;

/** The headers of problems, besides their content type. Those about a run have what the response to a complete order has. */
export const PROBLEM_HEADERS: Readonly<Partial<Record<ApiProblemType, readonly ResponseHeader[]>>> = {
  'order-failed': RUN_HEADERS,
  'order-held': RUN_HEADERS,
  'order-cancelled': RUN_HEADERS,
  'partner-unavailable': RUN_HEADERS,
  'service-unavailable': ['Retry-After'],
};

/** The type of a problem, without the prefix `/problems/` of problem documents. */
export type ApiProblemType = keyof typeof API_PROBLEMS;
