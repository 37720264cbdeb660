import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { counted } from '../../core/counted.ts';
import { eventSourceOf, type OrderEvent } from '../../core/events/order-events.ts';

/** Most entries of one PutEvents call (EventBridge quota). */
const ENTRIES_PER_CALL = 10;

/** The bus rejected some events. They must be published again. */
export class EventsNotPublished extends Error {
  override readonly name = 'EventsNotPublished';
}

/**
 * Publishes order events on the tenant's bus, in order. Publishing an event again is harmless, since its id is stable.
 *
 * @throws EventsNotPublished the bus rejected at least one of them
 */
export type PublishEvents = (events: readonly OrderEvent[]) => Promise<void>;

/** Creates the publisher over EventBridge. A successful call can contain rejected entries: see `FailedEntryCount`. */
export function createPublishEvents(client: EventBridgeClient, bus: string, tenant: string): PublishEvents {
  return async (events) => {
    for (let from = 0; from < events.length; from += ENTRIES_PER_CALL) {
      const entries = events.slice(from, from + ENTRIES_PER_CALL);
      const { FailedEntryCount = 0, Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: entries.map((event) => ({
            EventBusName: bus,
            Source: eventSourceOf(tenant),
            DetailType: event.type,
            Detail: JSON.stringify(event),
            Time: new Date(event.occurredAt),
          })),
        }),
      );
      if (FailedEntryCount > 0) {
        const rejected = Entries.flatMap((entry, index) =>
          entry.ErrorCode === undefined ? [] : [`${entries[index]?.id} (${entry.ErrorCode})`],
        );
        throw new EventsNotPublished(
          `The event bus rejected ${FailedEntryCount} of ${counted(entries.length, 'event')}: ${rejected.join(', ')}. They will be published again.`,
        );
      }
    }
  };
}
