import { READ_ORDERS_ROUTES } from '../../../blueprint/routes/read-orders.ts';
import { orderEventsOf } from '../../../core/events/order-events.ts';
import type { OrderIndex } from '../../order-store/order-index.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { HandleRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';
import { orderView } from '../order-view.ts';
import { createRouter } from '../router.ts';
import { listOrders } from './list-orders.ts';
import { processEventsOf } from './process-events.ts';

/** Dependencies of the routes that read orders. */
export interface ReadOrdersPorts {
  readonly orders: Pick<OrderStore, 'get' | 'getWithSteps'>;
  readonly index: OrderIndex;
  now(): Date;
}

/** Creates the routes that read orders. */
export function readOrdersRoutes({ orders, index, now }: ReadOrdersPorts): HandleRequest {
  return createRouter(READ_ORDERS_ROUTES, {
    async 'GET /orders'({ query }) {
      return { status: 200, body: await listOrders(index, query, now()) };
    },
    async 'GET /orders/{id}'(request) {
      const { order, steps } = await findOrder(request, orders.getWithSteps);
      return { status: 200, body: orderView(order, steps) };
    },
    async 'GET /orders/{id}/process-events'(request) {
      const { order, steps } = await findOrder(request, orders.getWithSteps);
      return { status: 200, body: { items: processEventsOf(order, steps) } };
    },
    async 'GET /orders/{id}/events'(request) {
      const { after, limit } = request.query;
      const events = orderEventsOf(await findOrder(request, orders.get));
      const isLast = after + limit >= events.length;
      return { status: 200, body: { items: events.slice(after, after + limit), next: isLast ? null : after + limit } };
    },
  });
}
