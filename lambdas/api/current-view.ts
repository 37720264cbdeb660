import type { OrderRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { type OrderView, orderView } from './order-view.ts';
import { waitForOrder } from './wait-for-order.ts';

/** What reading an order back works with. */
export interface CurrentViewPorts {
  readonly orders: Pick<OrderStore, 'statusOf' | 'getWithSteps'>;
  onError(message: string, error: unknown): void;
}

/**
 * The order after the wait. What was asked for is accepted already: when the order cannot be read back, the answer is
 * what is known of it.
 *
 * @param deadline until when to wait for the end of its run, on the clock of `performance.now()`
 */
export async function currentView(order: OrderRecord, deadline: number, ports: CurrentViewPorts): Promise<OrderView> {
  try {
    for (;;) {
      await waitForOrder(ports.orders, order.id, deadline);
      const current = await ports.orders.getWithSteps(order.id);
      // The wait reads cheaply, and so can see the end of an earlier run.
      const isOver = current === undefined || isAtRest(current.order.status) || performance.now() >= deadline;
      if (isOver) return orderView(current?.order ?? order, current?.steps ?? []);
    }
  } catch (error) {
    ports.onError('Order accepted, but not read back for the answer', error);
    return orderView(order, []);
  }
}
