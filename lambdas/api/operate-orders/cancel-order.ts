import type { OrderRecord } from '../../../core/order/order-record.ts';
import { statusesBefore } from '../../../core/order/order-status.ts';
import { orderView } from '../../../core/order/order-view.ts';
import { eventsDue } from '../../order-events/outbox.ts';
import { finishCancellation } from '../../order-runs/finish-cancellation.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';
import { parseBody } from '../parse-body.ts';
import { operatorMark } from './operator-mark.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { reasonBodySchema } from './request-bodies.ts';

/** How often a cancellation is tried while the order changes under it; a run has few changes of status. */
const MAX_TRIES = 5;

/**
 * Answers `POST /orders/{id}/cancel`: the order ends here, and nobody begins another of its steps.
 *
 * One conditional write decides between this and the end of the run. A partner that is in the middle of a call is not
 * called back: what it does shows in the record of the step.
 */
export async function cancelOrder(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { reason } = parseBody(reasonBodySchema, request);
  const mark = operatorMark(request, reason, ports.now());
  const { before, cancelled } = await cancel(request, mark, ports);
  await finishCancellation(cancelled, eventsDue(before, cancelled, ports.now()), ports).catch((error: unknown) =>
    ports.onError('Cancellation written, but not finished; the sweeper goes on', error),
  );
  const current = await ports.orders.getWithSteps(cancelled.id);
  return { status: 200, body: orderView(current?.order ?? cancelled, current?.steps ?? []) };
}

async function cancel(
  request: ApiRequest,
  mark: ReturnType<typeof operatorMark>,
  { orders, operator }: OperatorPorts,
): Promise<{ readonly before: OrderRecord; readonly cancelled: OrderRecord }> {
  for (let tries = 1; ; tries += 1) {
    const before = await findOrder(request, orders.get);
    const run = before.runs.length;
    if (!statusesBefore('cancelled').includes(before.status))
      throw new ApiProblem(
        'order-not-cancellable',
        `Expected an order that is ${statusesBefore('cancelled').join(', ')}, found it ${before.status}: it has ended.`,
      );
    const cancelled = await operator.cancel({
      order: before,
      event: { type: 'order.cancelled', occurredAt: mark.at, run, data: { reason: mark.reason } },
      action: { action: 'cancel', run, ...mark },
    });
    if (cancelled !== undefined) return { before, cancelled };
    if (tries === MAX_TRIES)
      throw new ApiProblem(
        'order-not-cancellable',
        'Expected an order at rest, found that it keeps changing: try again.',
      );
  }
}
