import type { ManualDecision } from '../../../core/order/order-record.ts';
import { statusesBefore } from '../../../core/order/order-status.ts';
import { publishMarked } from '../../order-events/outbox.ts';
import { finishCancellation } from '../../order-runs/cancellation.ts';
import { MAX_TRIES, type OrderChange, retryOnConflict } from '../../order-store/change-order.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ResponseTo, RouteRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';
import { orderView } from '../order-view.ts';
import { attributionOf, type OperatorPorts } from './operator-ports.ts';

type Route = 'POST /orders/{id}/cancel';

/**
 * Cancels an order. No further step starts.
 *
 * One conditional write decides whether the cancellation or the end of the run wins. A call to a partner that is in
 * progress is not interrupted; its outcome is recorded with the step.
 */
export async function cancelOrder(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const attribution = attributionOf(request, request.body.reason, ports.now());
  const change = await cancel(request, attribution, ports);
  const cancelled = change.after;
  try {
    await finishCancellation(cancelled, ports);
    await publishMarked(change, ports);
  } catch (error) {
    ports.onError('Could not finish the cancellation; the sweeper will finish it', error);
  }
  const current = await ports.orders.getWithSteps(cancelled.id);
  return { status: 200, body: orderView(current?.order ?? cancelled, current?.steps ?? []) };
}

async function cancel(
  request: RouteRequest<Route>,
  attribution: ManualDecision,
  { orders, operator }: OperatorPorts,
): Promise<OrderChange> {
  const change = await retryOnConflict(async () => {
    const before = await findOrder(request, orders.get);
    const run = before.runs.length;
    const cancellable = statusesBefore('cancelled');
    if (!cancellable.includes(before.status))
      throw new ApiProblem(
        'order-not-cancellable',
        `The order is already ${before.status}. It can be cancelled only while it is ${cancellable.join(' or ')}.`,
      );
    const after = await operator.cancel({
      order: before,
      event: { type: 'order.cancelled', occurredAt: attribution.at, run, data: { reason: attribution.reason } },
      action: { action: 'cancel', run, ...attribution },
    });
    return after && { before, after };
  });
  if (change === undefined)
    throw new ApiProblem('order-not-cancellable', `The order changed during each of ${MAX_TRIES} tries. Try again.`);
  return change;
}
