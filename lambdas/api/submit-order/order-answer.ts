import type { OrderStatus } from '../../../core/order/order-status.ts';
import type { OrderView } from '../../../core/order/order-view.ts';
import { ApiProblem, type ApiProblemType } from '../api-problem.ts';
import type { ApiAnswer } from '../api-request.ts';

const BAD_END: Readonly<Partial<Record<OrderStatus, ApiProblemType>>> = {
  failed: 'order-failed',
  held: 'order-held',
  cancelled: 'order-cancelled',
};

/**
 * The answer to a submission: 201 when the order is complete, 202 while it is on its way.
 *
 * @throws ApiProblem 422 with the order inside when it failed, is held or was cancelled
 */
export function orderAnswer(view: OrderView, headers: Readonly<Record<string, string>>): ApiAnswer {
  const problem = BAD_END[view.status];
  if (problem !== undefined) {
    const { failure } = view;
    throw new ApiProblem(problem, failure?.message ?? `The order is ${view.status}.`, { order: view });
  }
  return {
    status: view.status === 'complete' ? 201 : 202,
    headers: { ...headers, location: view.links.self },
    body: view,
  };
}
