import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSourceOf, type OrderEvent } from '../../core/events/order-events.ts';

/** How many entries one PutEvents call takes (EventBridge quota). */
const ENTRIES_PER_CALL = 10;

/** Some events were not taken by the bus; they must be published again. */
export class EventsNotPublished extends Error {
  override readonly name = 'EventsNotPublished';
}

/**
 * Publishes order events on the tenant's bus, in their order; publishing an event again is harmless, since its id is stable.
 *
 * @throws EventsNotPublished the bus refused at least one of them
 */
export type PublishEvents = (events: readonly OrderEvent[]) => Promise<void>;

/** Publishes over EventBridge. A call that succeeds can still hold entries that did not: `FailedEntryCount` tells. */
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
        const refused = Entries.flatMap((entry, index) =>
          entry.ErrorCode === undefined ? [] : [`${entries[index]?.id} (${entry.ErrorCode})`],
        );
        throw new EventsNotPublished(
          `Expected the bus to take ${entries.length} events, found it refused ${refused.join(', ')}. They are published again later.`,
        );
      }
    }
  };
}
