import { randomUUID } from 'node:crypto';
import { hasYielded } from '../../../core/order/order-lanes.ts';
import type { ManualDecision, OrderRecord } from '../../../core/order/order-record.ts';
import type { OrderStatus } from '../../../core/order/order-status.ts';
import { MAX_TRIES, retryOnConflict } from '../../order-store/change-order.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ResponseTo, RouteRequest } from '../api-request.ts';
import { attributedTo, attributionOf } from '../attribution.ts';
import { findUnerasedOrder } from '../find-order.ts';
import { withinTimeLimit } from '../time-limit.ts';
import { viewAfterRun } from '../wait-for-order.ts';
import { dryRunResponse } from './dry-run.ts';
import type { OperatorPorts } from './operator-ports.ts';

type Route = 'POST /orders/{id}/yield';

/** The statuses of an order that others may wait for longer than they should. A submitted one is started, or queued itself. */
const YIELDING: readonly OrderStatus[] = ['processing', 'held'];

/**
 * Lets the orders behind an order pass: records the operator's decision, then leaves the lanes. After a crash in between, the sweeper
 * or a repeat finds the decision. A repeat changes nothing.
 */
export async function yieldOrder(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const attribution = await attributionOf(request, request.body.reason, ports);
  if (request.body.dry_run) {
    const found = await findUnerasedOrder(request, ports.orders.get, (each) => each);
    if (!hasYielded(found, found.runs.length)) checkYields(found);
    return dryRunResponse({ action: 'yield', order: found, steps: [] });
  }
  const order = await recordYield(request, attribution, ports);
  try {
    await withinTimeLimit(request, ports.leaveLanes(order));
  } catch (error) {
    ports.onError('Could not leave the lanes; the sweeper will do it', error);
  }
  return { status: 200, body: await viewAfterRun(order, performance.now(), request, ports) };
}

async function recordYield(
  request: RouteRequest<Route>,
  attribution: ManualDecision,
  { orders, operator }: OperatorPorts,
): Promise<OrderRecord> {
  const id = randomUUID();
  const recorded = await retryOnConflict(async () => {
    const order = await findUnerasedOrder(request, orders.get, (found) => found);
    const run = order.runs.length;
    if (hasYielded(order, run)) return order;
    checkYields(order);
    return operator.yieldLanes({ order, action: { id, action: 'yield', run, ...attributedTo(order, attribution) } });
  });
  if (recorded !== undefined) return recorded;
  throw new ApiProblem('order-keeps-lane', `The order changed during each of ${MAX_TRIES} tries. Try again.`);
}

function checkYields({ lanes, status }: OrderRecord): void {
  if (lanes === undefined)
    throw new ApiProblem('order-keeps-lane', 'The order waits for no other order, and none for it.');
  if (!YIELDING.includes(status))
    throw new ApiProblem(
      'order-keeps-lane',
      `The order is ${status}. Only an order that is ${YIELDING.join(' or ')} can let others pass.`,
    );
}
