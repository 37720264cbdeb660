import { eventIdOf, processEventIdOf } from '../../core/order/order-ids.ts';
import type { OrderRecord, StoredEvent } from '../../core/order/order-record.ts';
import type { FailureStory } from './failure-story.ts';

/** Characters of each message in an event: every event repeats the errors before it, and all are in the order's item. */
const MESSAGE_LENGTH = 1_000;

/**
 * The `order.error` event of a failure: names the records to open, and every plugin error of the run so far.
 *
 * The fields follow the error notification of the domain: `eventId`, `processEventId`, `event`, `pluginErrorOutput`.
 */
export function errorEvent(
  order: OrderRecord,
  run: number,
  story: FailureStory,
  critical: boolean,
  occurredAt: string,
): StoredEvent {
  const earlier = order.events.findLast((event) => event.type === 'order.error' && event.run === run)?.data
    ?.pluginErrorOutput;
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
      pluginErrorOutput: [
        ...(Array.isArray(earlier) ? earlier : []),
        { name: story.plugin, message: story.error.message.slice(0, MESSAGE_LENGTH) },
      ],
    },
  };
}
