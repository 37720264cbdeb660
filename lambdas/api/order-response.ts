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
 * Returns the problem of an order that ended without being complete: its type, and what the caller reads.
 *
 * This is the only place that tells a partner's outage, which is nobody's answer, from a partner that said no.
 */
function problemOf({
  failure,
  status,
}: OrderView): { readonly type: ApiProblemType; readonly detail: string } | undefined {
  if (status === 'failed' && failure?.outcome === 'transient') {
    const detail = `The partner of step ${JSON.stringify(failure.step)} was unavailable, so the step had no effect and the order failed. Do not submit the order again: resume this one with POST /orders/{id}/resume once the partner answers.`;
    return { type: 'partner-unavailable', detail };
  }
  const type = PROBLEM_BY_STATUS[status];
  return type && { type, detail: failure?.message ?? `The order is ${status}.` };
}

/**
 * Returns the response to a request that started a run and may have waited for it: 202 while the run is in progress.
 *
 * @param whenComplete the status of the response for a complete order: 201 if the request created the order, otherwise
 *   200
 * @throws ApiProblem with the same headers, and with the order in the document: 422 if the order failed, is held or was cancelled; 502 if it failed
 *   because a partner was unavailable
 */
export function orderResponse<Status extends 200 | 201>(
  view: OrderView,
  headers: ResponseHeaders<'Idempotent-Replayed' | 'Preference-Applied'>,
  whenComplete: Status,
) {
  const problem = problemOf(view);
  if (problem !== undefined)
    throw new ApiProblem(problem.type, problem.detail, { order: view }, { headers: { ...headers } });
  return {
    status: view.status === 'complete' ? whenComplete : (202 as const),
    headers: { ...headers, location: view.links.self },
    body: view,
  };
}
