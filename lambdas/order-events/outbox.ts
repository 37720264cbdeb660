import { type OrderEvent, orderEventsOf } from '../../core/events/order-events.ts';
import type { OrderRecord, StoredEvent } from '../../core/order/order-record.ts';

/**
 * Seconds for which a run's execution tries to publish what it wrote, before the mark tells that nobody came to it: the
 * retries of `PERSISTENT_RETRIER` (state-machines/retriers.ts) and their 13 invocations of 15 seconds, rounded up.
 */
const PUBLISHING_SECONDS = 2_400;

/** What a run begins with: published before its execution starts, or marked. */
const BEGINNINGS: readonly StoredEvent['type'][] = ['order.submitted', 'order.resumed'];

/**
 * The events that a write has to publish which marks its order as having some, before it takes the mark away: its own,
 * all of them when some were marked before, and those that the run's execution may still have been trying to publish:
 * a cancellation stops it, and any other write could take away its mark. Most of these were published already, which is
 * harmless: the id of an event is stable.
 *
 * @param before the order as the write found it
 * @param after the order after it
 */
export function eventsDue(before: OrderRecord, after: OrderRecord, now: Date): readonly OrderEvent[] {
  const events = orderEventsOf(after);
  // An order that is still `submitted` may not have been told of: its submission could have ended before that.
  if (before.status === 'submitted' || before.unpublishedShard !== undefined) return events;
  const since = new Date(now.getTime() - PUBLISHING_SECONDS * 1000).toISOString();
  return events.filter(
    ({ type, occurredAt }, index) =>
      index >= before.events.length || (occurredAt >= since && !BEGINNINGS.includes(type)),
  );
}
