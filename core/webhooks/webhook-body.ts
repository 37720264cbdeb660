import type { WebhookConfig } from '../config/webhook-config.ts';
import type { OrderEvent } from '../events/order-events.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { OrderRecord } from '../order/order-record.ts';
import type { OrderType } from '../order/order-types.ts';

/** Maximum size of a body in bytes, as for an event of EventBridge. A larger body is sent without the order, and so is that of an erased one. */
export const MAX_BODY_BYTES = 256 * 1024;

/**
 * Returns the body of a webhook as JSON.
 *
 * It is the event as `GET /orders/{id}/events` returns it, with `timestamp` for readers of Standard Webhooks. Unless the
 * webhook is slim, it contains the order as received, with its current id, status and times. An `order.error` has the fields
 * of the domain's error notification instead, with the order inside its `event`.
 */
export function webhookBody(event: OrderEvent, order: OrderRecord, payload: WebhookConfig['payload']): string {
  if (payload === 'slim') return JSON.stringify(contentOf(withoutMessages(event), undefined));
  const full = JSON.stringify(contentOf(event, order));
  return order.erased !== undefined || Buffer.byteLength(full) > MAX_BODY_BYTES
    ? JSON.stringify({ ...contentOf(event, undefined), orderOmitted: true })
    : full;
}

function contentOf(event: OrderEvent, order: OrderRecord | undefined): Readonly<Record<string, unknown>> {
  const common = { ...event, timestamp: event.occurredAt };
  if (event.type === 'order.error') return { ...common, ...errorFields(event.data, order) };
  return { ...common, ...(order !== undefined && { order: orderContent(event, order) }) };
}

function orderContent({ orderReference }: OrderEvent, order: OrderRecord): Readonly<Record<string, unknown>> {
  const { id, status, orderType, createdAt, updatedAt, revision, failure, degraded } = order;
  return {
    ...order.payload,
    id,
    order_reference: orderReference,
    order_type: orderType,
    status,
    revision,
    failure: failure ?? null,
    degraded,
    createdAt,
    updatedAt,
  };
}

/** Returns the fields of the error notification, without the order if that is not sent. */
function errorFields(data: JsonObject, order: OrderRecord | undefined): Readonly<Record<string, unknown>> {
  const { eventId, processEventId, event, pluginErrorOutput } = data;
  return {
    eventId,
    processEventId,
    event: {
      ...(isJsonObject(event) && event),
      ...(order !== undefined && {
        event: { ...order.payload, order_type: order.orderType, orderState: order.status, mode: order.mode },
      }),
    },
    pluginErrorOutput,
  };
}

/** A slim body names the plugins that failed. What they say stays with the order, because partners quote what they reject. */
function withoutMessages(event: OrderEvent): OrderEvent {
  const { pluginErrorOutput } = event.data;
  if (!Array.isArray(pluginErrorOutput)) return event;
  const message = 'See GET /orders/{id}/process-events.';
  const errors = pluginErrorOutput.filter(isJsonObject).map(({ name }) => ({ name: name ?? null, message }));
  return { ...event, data: { ...event.data, pluginErrorOutput: errors } };
}

const ORDER_SUBMITTED = 'Order Submitted';

const BY_ORDER_TYPE: Readonly<Partial<Record<OrderType, string>>> = {
  change_address: 'Address Change',
  change_payment: 'Payment Method Change',
  change_offer: 'Subscription Offer Change',
  add_offer: 'Subscription Offer Addition',
  cancel_subscription: 'Subscription Cancellation',
  update_customer_details: 'Update Customer Details',
  update_subscription: 'Update Subscription',
};

/**
 * Returns the name under which older receivers know an event; undefined for an event that they do not know.
 *
 * They know the submission of an order, and every error.
 */
export function legacyEventName({ type, orderType }: Pick<OrderEvent, 'type' | 'orderType'>): string | undefined {
  if (type === 'order.error') return 'Error';
  if (type !== 'order.submitted') return undefined;
  return Object.entries(BY_ORDER_TYPE).find(([known]) => known === orderType)?.[1] ?? ORDER_SUBMITTED;
}
