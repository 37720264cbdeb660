import { READ_ORDERS_ROUTES } from '../../../blueprint/routes/read-orders.ts';
import { orderEventsOf } from '../../../core/events/order-events.ts';
import type { LaneStore } from '../../order-store/lane-store.ts';
import type { CountGroups } from '../../order-store/order-groups.ts';
import type { OrderStore } from '../../order-store/order-store.ts';
import type { HandleRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';
import { orderDetails, orderView } from '../order-view.ts';
import { laneViews, queueView } from '../queue-view.ts';
import { createRouter } from '../router.ts';
import { dueOf } from './due-of-orders.ts';
import { groupOrders } from './group-orders.ts';
import { type ListPorts, listOrders } from './list-orders.ts';
import { processEventsOf } from './process-events.ts';
import { type ReportEditionsPorts, reportEditions } from './report-editions.ts';

/** Dependencies of the routes that read orders. */
export interface ReadOrdersPorts extends ListPorts, Pick<ReportEditionsPorts, 'editions'> {
  readonly orders: Pick<OrderStore, 'get' | 'getWithSteps'>;
  readonly lanes: Pick<LaneStore, 'places'>;
  readonly countGroups: CountGroups;
}

/** Creates the routes that read orders. */
export function readOrdersRoutes(ports: ReadOrdersPorts): HandleRequest {
  const { orders, lanes, now } = ports;
  return createRouter(READ_ORDERS_ROUTES, {
    async 'GET /orders'({ query }) {
      return { status: 200, body: await listOrders(query, ports) };
    },
    async 'GET /orders/groups'({ query }) {
      return { status: 200, body: await groupOrders(query, ports.countGroups, now()) };
    },
    async 'GET /config/editions'() {
      return { status: 200, body: await reportEditions(ports) };
    },
    async 'GET /orders/{id}'(request) {
      const { order, steps, deliveries } = await findOrder(request, orders.getWithSteps);
      const view = orderView(order, steps, await queueView(order, lanes));
      const due = await dueOf(order, steps, now(), ports);
      const context = { due, lanes: await laneViews(order, lanes), deliveries };
      return { status: 200, body: orderDetails(view, order, context) };
    },
    async 'GET /orders/{id}/process-events'(request) {
      return { status: 200, body: { items: processEventsOf(await findOrder(request, orders.getWithSteps)) } };
    },
    async 'GET /orders/{id}/events'(request) {
      const { after, limit } = request.query;
      const events = orderEventsOf(await findOrder(request, orders.get));
      const isLast = after + limit >= events.length;
      return { status: 200, body: { items: events.slice(after, after + limit), next: isLast ? null : after + limit } };
    },
  });
}
