import { randomUUID } from 'node:crypto';
import type { ManualDecision, OrderRecord } from '../../../core/order/order-record.ts';
import { statusesBefore } from '../../../core/order/order-status.ts';
import { publishMarked } from '../../order-events/outbox.ts';
import { finishCancellation, undoOf } from '../../order-runs/cancellation.ts';
import { MAX_TRIES, type OrderChange, retryOnConflict } from '../../order-store/change-order.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ResponseTo, RouteRequest } from '../api-request.ts';
import { attributedTo, attributionOf } from '../attribution.ts';
import { findUnerasedOrder } from '../find-order.ts';
import { withinTimeLimit } from '../time-limit.ts';
import { viewAfterRun } from '../wait-for-order.ts';
import { type DryRun, dryRunResponse, plannedStep } from './dry-run.ts';
import type { OperatorPorts } from './operator-ports.ts';

type Route = 'POST /orders/{id}/cancel';

/**
 * Cancels an order. No further step starts.
 *
 * One conditional write decides whether the cancellation or the end of the run wins. A call to a partner that is in
 * progress is not interrupted; its outcome is recorded with the step.
 */
export async function cancelOrder(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const attribution = await attributionOf(request, request.body.reason, ports);
  if (request.body.dry_run) return dryRunOf(request, ports);
  const change = await cancel(request, attribution, ports);
  const cancelled = change.after;
  try {
    await withinTimeLimit(request, finish(change, ports));
  } catch (error) {
    ports.onError('Could not finish the cancellation; the sweeper will finish it', error);
  }
  return { status: 200, body: await viewAfterRun(cancelled, performance.now(), request, ports) };
}

/** A step that a host may be about to start is undone too. */
async function dryRunOf(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  return dryRunResponse(await planCancel(await findUnerasedOrder(request, ports.orders.get, (found) => found), ports));
}

/** Says what a cancellation would do. @throws ApiProblem `order-not-cancellable` */
export async function planCancel(order: OrderRecord, ports: OperatorPorts): Promise<DryRun> {
  checkCancellable(order);
  const { steps } = await undoOf(order, ports);
  return { action: 'cancel', order, steps: steps.flatMap(({ id }) => plannedStep(id, 'undo')) };
}

/** Stops the run of a cancelled order, starts its undo and publishes its events. Safe to repeat. */
export async function finish(change: OrderChange, ports: OperatorPorts): Promise<void> {
  await finishCancellation(change.after, ports);
  await publishMarked(change, ports);
}

async function cancel(
  request: RouteRequest<Route>,
  attribution: ManualDecision,
  { orders, operator }: OperatorPorts,
): Promise<OrderChange> {
  const id = randomUUID();
  const change = await retryOnConflict(async () => {
    const before = await findUnerasedOrder(request, orders.get, (found) => found);
    checkCancellable(before);
    return cancelAsRead(before, id, attribution, operator);
  });
  if (change === undefined)
    throw new ApiProblem('order-not-cancellable', `The order changed during each of ${MAX_TRIES} tries. Try again.`);
  return change;
}

/** Cancels an order as it was read. Returns undefined if it has changed. @param id tells a repeat of the write from another one */
export async function cancelAsRead(
  before: OrderRecord,
  id: string,
  attribution: ManualDecision,
  operator: OperatorPorts['operator'],
): Promise<OrderChange | undefined> {
  const run = before.runs.length;
  const decision = attributedTo(before, attribution);
  const after = await operator.cancel({
    order: before,
    event: { type: 'order.cancelled', occurredAt: decision.at, run, data: { reason: decision.reason } },
    action: { id, action: 'cancel', run, ...decision },
  });
  return after && { before, after };
}

function checkCancellable({ status }: OrderRecord): void {
  const cancellable = statusesBefore('cancelled');
  if (!cancellable.includes(status))
    throw new ApiProblem(
      'order-not-cancellable',
      `The order is already ${status}. It can be cancelled only while it is ${cancellable.join(' or ')}.`,
    );
}
