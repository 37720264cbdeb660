import type { OrderRecord } from '../../core/order/order-record.ts';
import type { OrderStore } from './order-store.ts';

/**
 * Returns an order store that reports each order that it stores, reads or moves, so that the log lines of a function that works on one order
 * have the trace of that order.
 *
 * @param onOrder called before the caller gets the order
 */
export function tracedOrders(orders: OrderStore, onOrder: (order: OrderRecord) => void): OrderStore {
  return {
    ...orders,
    async put(order) {
      onOrder(order);
      return orders.put(order);
    },
    async get(orderId) {
      const order = await orders.get(orderId);
      if (order !== undefined) onOrder(order);
      return order;
    },
    async changeStatus(change) {
      const order = await orders.changeStatus(change);
      if (order !== undefined) onOrder(order);
      return order;
    },
    async getWithSteps(orderId) {
      const found = await orders.getWithSteps(orderId);
      if (found !== undefined) onOrder(found.order);
      return found;
    },
  };
}
