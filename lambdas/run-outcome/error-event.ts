import { eventIdOf, processEventIdOf } from '../../core/order/order-ids.ts';
import type { OrderRecord, StoredEvent } from '../../core/order/order-record.ts';
import { firstBytes } from '../../core/truncate.ts';
import type { FailureDetails } from './failure-details.ts';

/** Bytes of the message in an event: all events of an order are in its item. */
export const EVENT_MESSAGE_BYTES = 1_000;

/**
 * The `order.error` event of a failure, as the order's item keeps it: names the records to open, and the error itself.
 * Whoever reads it gets the errors of the run before it as well (core/events/order-events.ts).
 *
 * The fields follow the error notification of the domain: `eventId`, `processEventId`, `event`, `pluginErrorOutput`.
 */
export function errorEvent(
  order: OrderRecord,
  run: number,
  story: FailureDetails,
  critical: boolean,
  occurredAt: string,
): StoredEvent {
  return {
    type: 'order.error',
    occurredAt,
    run,
    data: {
      eventId: eventIdOf(order.id),
      processEventId: processEventIdOf(order.id, run),
      event: { message: 'Order Received', type: `order.${order.orderType}` },
      step: story.step,
      critical,
      code: story.error.code,
      pluginErrorOutput: [{ name: story.plugin, message: firstBytes(story.error.message, EVENT_MESSAGE_BYTES) }],
    },
  };
}
