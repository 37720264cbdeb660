import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { PARKED } from '../../core/order/order-keys.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import { type StartRunPorts, startRun } from '../order-runs/start-run.ts';
import type { LaneStore } from '../order-store/lane-store.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { ApiRequest } from './api-request.ts';
import { orderView } from './order-view.ts';
import { createPoller } from './poll.ts';
import { queueView } from './queue-view.ts';
import { withinTimeLimit } from './time-limit.ts';

/** It remembers nothing of an order, only how long runs took. */
const poller = createPoller();

/** Shorter than a request of the API's functions may take (`SHORT_TIMEOUTS`). */
const LONGEST_WAIT_MS = 1_000;

/** Dependencies of waiting for an order. */
export interface WaitPorts {
  readonly orders: Pick<OrderStore, 'statusOf' | 'untilAtRest' | 'getWithSteps'>;
  readonly lanes: Pick<LaneStore, 'places'>;
  onError(message: string, error: unknown): void;
}

/** How an accepted order went on. */
export interface AcceptedRun {
  /** Whether it started, or will when the order ahead ends. If not, the sweeper will start it, but too late for a caller to wait. */
  readonly isUnderWay: boolean;
  /** The id of the order right ahead in a lane. */
  readonly behind?: string | undefined;
}

/** Starts the run of an accepted order; never throws, and never takes longer than the function may run. */
export async function tryStartRun(
  order: OrderRecord,
  request: Pick<ApiRequest, 'invocation'>,
  ports: StartRunPorts,
): Promise<AcceptedRun> {
  try {
    return { isUnderWay: true, behind: await withinTimeLimit(request, startRun(order, ports)) };
  } catch (error) {
    ports.onError('Could not start the run; the sweeper will start it', error);
    return { isUnderWay: false };
  }
}

/**
 * Waits until the run of an order ends or the deadline passes, and returns the order. Because the request has already
 * been accepted, an order that cannot be read in time is returned as it was accepted.
 *
 * @param deadline on the clock of `performance.now()`
 */
export async function viewAfterRun(
  order: OrderRecord,
  deadline: number,
  request: Pick<ApiRequest, 'invocation'>,
  ports: WaitPorts,
): Promise<OrderView> {
  try {
    return await withinTimeLimit(request, readAfterRun(order, deadline, ports));
  } catch (error) {
    ports.onError('The order was accepted, but could not be read for the response', error);
    return orderView(order, []);
  }
}

async function readAfterRun(order: OrderRecord, deadline: number, { lanes, orders }: WaitPorts): Promise<OrderView> {
  for (;;) {
    await waitUntilAtRest(orders, order.id, deadline);
    const current = await orders.getWithSteps(order.id);
    // Polling is eventually consistent, so it may have seen the end of an earlier run.
    const isOver = current === undefined || hasStopped(current.order) || performance.now() >= deadline;
    if (!isOver) continue;
    const latest = current?.order ?? order;
    return orderView(latest, current?.steps ?? [], await queueView(latest, lanes));
  }
}

/** Nobody waits for a parked order: its partner may be unavailable for hours. */
function hasStopped({ status, parked }: OrderRecord): boolean {
  return isAtRest(status) || parked !== undefined;
}

async function waitUntilAtRest(orders: WaitPorts['orders'], orderId: string, deadline: number): Promise<void> {
  if (orders.untilAtRest !== undefined) {
    for (let left = deadline - performance.now(); left > 0; left = deadline - performance.now())
      if (await orders.untilAtRest(orderId, Math.min(left, LONGEST_WAIT_MS))) return;
    return;
  }
  await poller.until(deadline, async () => {
    const status = await orders.statusOf(orderId);
    return status === PARKED || (status !== undefined && isAtRest(status));
  });
}
