import type { JsonObject } from '../../core/json.ts';
import { eventIdOf, processEventIdOf } from '../../core/order/order-ids.ts';
import type { StoredEvent } from '../../core/order/order-record.ts';
import { maskWritten } from '../../core/redact/mask-personal.ts';
import { firstBytes } from '../../core/truncate.ts';
import type { StepFailure } from './failure-details.ts';

/** Most bytes of the message in an event: the item of an order holds all its events. */
export const EVENT_MESSAGE_BYTES = 1_000;

/**
 * Returns the `order.error` event of a failure as stored in the order's item: the ids of the records to open, and the error.
 * The published event also has the earlier errors of the run (core/events/order-events.ts).
 *
 * `eventId`, `processEventId`, `event` and `pluginErrorOutput` follow the error notification of the domain.
 */
export function errorEvent(
  { order, run, step, plugin, error }: Omit<StepFailure, 'record'>,
  { isCritical, occurredAt }: { readonly isCritical: boolean; readonly occurredAt: string },
): StoredEvent {
  return {
    type: 'order.error',
    occurredAt,
    run,
    data: {
      eventId: eventIdOf(order.id),
      processEventId: processEventIdOf(order.id, run),
      event: { message: 'Order Received', type: `order.${order.orderType}` },
      step,
      critical: isCritical,
      code: error.code,
      pluginErrorOutput: [{ name: plugin, message: messageOf(error.message, order.payload) }],
    },
  };
}

/** Everybody on the bus reads the event, so it has no personal data, whatever a plugin or a partner wrote. */
function messageOf(message: string, order: JsonObject): string {
  return firstBytes(maskWritten(message, order), EVENT_MESSAGE_BYTES);
}
