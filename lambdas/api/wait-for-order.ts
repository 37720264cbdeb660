import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import { type StartRunPorts, startRun } from '../order-runs/start-run.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { orderView } from './order-view.ts';
import { createPoller } from './poll.ts';

/** It remembers nothing of an order, only how long runs took. */
const poller = createPoller();

/** Shorter than a request of the API's functions may take (`SHORT_TIMEOUTS`). */
const LONGEST_WAIT_MS = 1_000;

/** Dependencies of waiting for an order. */
export interface WaitPorts {
  readonly orders: Pick<OrderStore, 'statusOf' | 'untilAtRest' | 'getWithSteps'>;
  onError(message: string, error: unknown): void;
}

/**
 * Starts the run of an accepted order; never throws.
 *
 * @returns whether the run has started. If not, the sweeper will start it, but too late for a caller to wait.
 */
export async function tryStartRun(order: OrderRecord, ports: StartRunPorts): Promise<boolean> {
  try {
    await startRun(order, ports);
    return true;
  } catch (error) {
    ports.onError('Could not start the run; the sweeper will start it', error);
    return false;
  }
}

/**
 * Waits until the run of an order ends or the deadline passes, and returns the order. Because the request has already
 * been accepted, an order that cannot be read is returned as it was accepted.
 *
 * @param deadline on the clock of `performance.now()`
 */
export async function viewAfterRun(order: OrderRecord, deadline: number, ports: WaitPorts): Promise<OrderView> {
  try {
    for (;;) {
      await waitUntilAtRest(ports.orders, order.id, deadline);
      const current = await ports.orders.getWithSteps(order.id);
      // Polling is eventually consistent, so it may have seen the end of an earlier run.
      const isOver = current === undefined || isAtRest(current.order.status) || performance.now() >= deadline;
      if (isOver) return orderView(current?.order ?? order, current?.steps ?? []);
    }
  } catch (error) {
    ports.onError('The order was accepted, but could not be read for the response', error);
    return orderView(order, []);
  }
}

async function waitUntilAtRest(orders: WaitPorts['orders'], orderId: string, deadline: number): Promise<void> {
  if (orders.untilAtRest !== undefined) {
    for (let left = deadline - performance.now(); left > 0; left = deadline - performance.now())
      if (await orders.untilAtRest(orderId, Math.min(left, LONGEST_WAIT_MS))) return;
    return;
  }
  await poller.until(deadline, async () => {
    const status = await orders.statusOf(orderId);
    return status !== undefined && isAtRest(status);
  });
}
