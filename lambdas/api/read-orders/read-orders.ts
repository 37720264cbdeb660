import type { OrderIndex } from '../../order-store/order-index.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import { findOrder } from '../find-order.ts';
import { orderView } from '../order-view.ts';
import { noQuery, parseQuery } from '../parse-query.ts';
import type { RouteTable } from '../router.ts';
import { listOrderEvents } from './list-order-events.ts';
import { listOrders } from './list-orders.ts';
import { processEventsOf } from './process-events.ts';

/** What reading orders works with. */
export interface ReadOrdersPorts {
  readonly orders: Pick<OrderStore, 'get' | 'getWithSteps'>;
  readonly index: OrderIndex;
  now(): Date;
}

/** The routes that read orders. */
export function readOrdersRoutes({ orders, index, now }: ReadOrdersPorts): RouteTable {
  return {
    'GET /orders': (request) => listOrders(index, request, now()),
    async 'GET /orders/{id}'(request) {
      parseQuery(noQuery, request);
      const { order, steps } = await findOrder(request, orders.getWithSteps);
      return { status: 200, body: orderView(order, steps) };
    },
    async 'GET /orders/{id}/process-events'(request) {
      parseQuery(noQuery, request);
      const { order, steps } = await findOrder(request, orders.getWithSteps);
      return { status: 200, body: { items: processEventsOf(order, steps) } };
    },
    'GET /orders/{id}/events': (request) => listOrderEvents(orders, request),
  };
}
