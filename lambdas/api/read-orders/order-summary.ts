import { orderReferenceOf } from '../../../core/order/order-ids.ts';
import type { OrderView } from '../../../core/order/order-view.ts';
import type { OrderSummaryRecord } from '../../order-store/read-summaries.ts';

/** An order in a list: its view without what only its steps tell. */
export type OrderSummary = Omit<OrderView, 'steps' | 'subscriptionReference' | 'owner'>;

/** What a list shows of an order. */
export function orderSummary(order: OrderSummaryRecord): OrderSummary {
  const run = order.runs.at(-1);
  if (run === undefined) throw new TypeError(`Expected order ${order.id} to have a run, found none.`);
  const { external_id } = order.payload;
  const self = `/orders/${order.id}`;
  return {
    id: order.id,
    order_reference: orderReferenceOf(order.id),
    order_type: order.orderType,
    status: order.status,
    external_id: typeof external_id === 'string' ? external_id : null,
    sequence: run.sequence,
    run: run.number,
    failure: order.failure ?? null,
    degraded: order.degraded,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    links: { self, processEvents: `${self}/process-events`, events: `${self}/events` },
  };
}
