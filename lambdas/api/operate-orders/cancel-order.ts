import { statusesBefore } from '../../../core/order/order-status.ts';
import { orderView } from '../../../core/order/order-view.ts';
import { publishMarked } from '../../order-events/outbox.ts';
import { eventsDue } from '../../order-events/outbox.ts';
import { finishCancellation } from '../../order-runs/finish-cancellation.ts';
import { MAX_TRIES, type OrderChange, retryOnConflict } from '../../order-store/change-order.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';
import { orderView } from '../order-view.ts';
import { parseBody } from '../parse-request.ts';
import { operatorMark } from './operator-mark.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { reasonBodySchema } from './request-bodies.ts';

/**
 * Answers `POST /orders/{id}/cancel`: the order ends here, and nobody begins another of its steps.
 *
 * One conditional write decides between this and the end of the run. A partner that is in the middle of a call is not
 * called back: what it does shows in the record of the step.
 */
export async function cancelOrder(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { reason } = parseBody(reasonBodySchema, request);
  const mark = operatorMark(request, reason, ports.now());
  const change = await cancel(request, mark, ports);
  const cancelled = change.after;
  try {
    await finishCancellation(cancelled, ports);
    await publishMarked(change, ports);
  } catch (error) {
    ports.onError('Cancellation not finished; the sweeper finishes it', error);
  }
  const current = await ports.orders.getWithSteps(cancelled.id);
  return { status: 200, body: orderView(current?.order ?? cancelled, current?.steps ?? []) };
}

async function cancel(
  request: ApiRequest,
  mark: ReturnType<typeof operatorMark>,
  { orders, operator }: OperatorPorts,
): Promise<OrderChange> {
  const change = await retryOnConflict(async () => {
    const before = await findOrder(request, orders.get);
    const run = before.runs.length;
    if (!statusesBefore('cancelled').includes(before.status))
      throw new ApiProblem(
        'order-not-cancellable',
        `Expected an order that is ${statusesBefore('cancelled').join(', ')}, found it ${before.status}: it has ended.`,
      );
    const after = await operator.cancel({
      order: before,
      event: { type: 'order.cancelled', occurredAt: mark.at, run, data: { reason: mark.reason } },
      action: { action: 'cancel', run, ...mark },
    });
    return after && { before, after };
  });
  if (change === undefined)
    throw new ApiProblem('order-not-cancellable', `The order changed during each of ${MAX_TRIES} tries. Try again.`);
  return change;
}
