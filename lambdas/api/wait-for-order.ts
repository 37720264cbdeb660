import { isAtRest } from '../../core/order/order-status.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { pausesUntil } from './pauses-until.ts';

/**
 * Waits until the order's run has ended or the time is over, looking at the order's own item ever more seldom.
 *
 * @param deadline on the clock of `performance.now()`
 */
export async function waitForOrder(
  orders: Pick<OrderStore, 'statusOf'>,
  orderId: string,
  deadline: number,
): Promise<void> {
  const pause = pausesUntil(deadline);
  while (await pause()) {
    const status = await orders.statusOf(orderId);
    if (status !== undefined && isAtRest(status)) return;
  }
}
