import type { ApiProblemType } from '../../blueprint/routes/api-problems.ts';
import type { ResponseHeaders } from '../../blueprint/routes/headers.ts';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import { ApiProblem } from './api-problem.ts';

const PROBLEM_BY_STATUS: Readonly<Partial<Record<OrderStatus, ApiProblemType>>> = {
  failed: 'order-failed',
  held: 'order-held',
  cancelled: 'order-cancelled',
};

/**
 * Returns the response to a request that started a run and may have waited for it: 202 while the run is in progress.
 *
 * @param whenComplete the status of the response for a complete order: 201 if the request created the order, otherwise
 *   200
 * @throws ApiProblem 422, with the order in the document, if the order failed, is held or was cancelled
 */
export function orderResponse<Status extends 200 | 201>(
  view: OrderView,
  headers: ResponseHeaders<'Idempotent-Replayed' | 'Preference-Applied'>,
  whenComplete: Status,
) {
  const problem = PROBLEM_BY_STATUS[view.status];
  if (problem !== undefined)
    throw new ApiProblem(problem, view.failure?.message ?? `The order is ${view.status}.`, { order: view });
  return {
    status: view.status === 'complete' ? whenComplete : (202 as const),
    headers: { ...headers, location: view.links.self },
    body: view,
  };
}
