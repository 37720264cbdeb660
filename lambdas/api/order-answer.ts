import type { OrderStatus } from '../../core/order/order-status.ts';
import { ApiProblem, type ApiProblemType } from './api-problem.ts';
import type { ApiAnswer } from './api-request.ts';
import type { OrderView } from './order-view.ts';

const BAD_END: Readonly<Partial<Record<OrderStatus, ApiProblemType>>> = {
  failed: 'order-failed',
  held: 'order-held',
  cancelled: 'order-cancelled',
};

/**
 * The answer to a submission or a resume, which may have waited for the end of the order: 202 while it is on its way.
 *
 * @param whenComplete the status for a complete order: 201 where the request made the order, 200 where it did not
 * @throws ApiProblem 422 with the order inside when it failed, is held or was cancelled
 */
export function orderAnswer(
  view: OrderView,
  headers: Readonly<Record<string, string>>,
  whenComplete: 200 | 201 = 201,
): ApiAnswer {
  const problem = BAD_END[view.status];
  if (problem !== undefined) {
    const { failure } = view;
    throw new ApiProblem(problem, failure?.message ?? `The order is ${view.status}.`, { order: view });
  }
  return {
    status: view.status === 'complete' ? whenComplete : 202,
    headers: { ...headers, location: view.links.self },
    body: view,
  };
}
