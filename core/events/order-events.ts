import type * as z from 'zod';
import type { JsonObject, JsonValue } from '../json.ts';
import { externalIdOf } from '../order/external-id.ts';
import { orderEventIdOf, orderReferenceOf } from '../order/order-ids.ts';
import type { OrderRecord, StoredEvent } from '../order/order-record.ts';
import { traceOf } from '../trace/trace-context.ts';
import type { ORDER_EVENT_SCHEMA } from './order-event-schema.ts';

/** An order event as published: small, and without personal data. */
export type OrderEvent = Readonly<Omit<z.output<typeof ORDER_EVENT_SCHEMA>, 'data'>> & { readonly data: JsonObject };

/** Returns the events of an order, oldest first. */
export function orderEventsOf(order: OrderRecord): readonly OrderEvent[] {
  const orderReference = orderReferenceOf(order.id);
  return order.events.map((event, index) => ({
    id: orderEventIdOf(order.id, index + 1),
    orderId: order.id,
    orderReference,
    sequence: index + 1,
    type: event.type,
    orderType: order.orderType,
    externalId: externalIdOf(order.payload),
    mode: order.mode,
    traceId: traceOf(order).id,
    run: event.run,
    occurredAt: event.occurredAt,
    data: event.type === 'order.error' ? withEarlierErrors(order, event, index) : (event.data ?? {}),
  }));
}

/** Returns the data of an error event. The item stores each error once; the event also lists the earlier ones of the run. */
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

/** Returns the EventBridge source of a tenant's order events. */
export function eventSourceOf(tenant: string): string {
  return `orders.${tenant}`;
}
