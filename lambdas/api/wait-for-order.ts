import { setTimeout as sleep } from 'node:timers/promises';
import { isSettled } from '../../core/order/order-status.ts';
import type { OrderStore } from '../order-store/order-store.ts';

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 500;

/** Waits until the order's run has ended or the time is over, looking at the order's own item ever more seldom. */
export async function waitForOrder(
  orders: Pick<OrderStore, 'statusOf'>,
  orderId: string,
  seconds: number,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (let delay = FIRST_DELAY_MS; performance.now() < deadline; delay = Math.min(delay * 1.5, LONGEST_DELAY_MS)) {
    await sleep(Math.min(delay, Math.max(0, deadline - performance.now())));
    const status = await orders.statusOf(orderId);
    if (status !== undefined && isSettled(status)) return;
  }
}
