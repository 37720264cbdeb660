import type { JsonObject, JsonValue } from '../json.ts';
import { orderEventIdOf, orderReferenceOf } from '../order/order-ids.ts';
import type { OrderRecord, StoredEvent } from '../order/order-record.ts';

/** An order event as others read it: slim, without personal data. */
export interface OrderEvent {
  /** Stable, so that a repeat can be seen: `<orderId>#<sequence>`. */
  readonly id: string;
  readonly orderId: string;
  readonly orderReference: string;
  /** Counts from 1 per order, without gaps. */
  readonly sequence: number;
  readonly type: StoredEvent['type'];
  readonly orderType: string;
  readonly externalId: string | null;
  readonly mode: string;
  readonly run: number;
  readonly occurredAt: string;
  readonly data: JsonObject;
}

/** The events of an order in their order. */
export function orderEventsOf(order: OrderRecord): readonly OrderEvent[] {
  return order.events.map((event, index) => ({
    id: orderEventIdOf(order.id, index + 1),
    orderId: order.id,
    orderReference: orderReferenceOf(order.id),
    sequence: index + 1,
    type: event.type,
    orderType: order.orderType,
    externalId: typeof order.payload.external_id === 'string' ? order.payload.external_id : null,
    mode: order.mode,
    run: event.run,
    occurredAt: event.occurredAt,
    data: event.type === 'order.error' ? withEarlierErrors(order, event, index) : (event.data ?? {}),
  }));
}

/** The data of an error event: the item keeps each error once, its reader gets those of the run before it as well. */
function withEarlierErrors({ events }: OrderRecord, { run, data }: StoredEvent, index: number): JsonObject {
  const errors = events
    .slice(0, index + 1)
    .filter((event) => event.type === 'order.error' && event.run === run)
    .flatMap((event) => listOf(event.data?.pluginErrorOutput).slice(-1));
  return { ...data, pluginErrorOutput: errors };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The source of a tenant's events on its bus. */
export function eventSourceOf(tenant: string): string {
  return `orders.${tenant}`;
}
