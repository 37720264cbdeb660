import { useRead } from '../../api/queries.ts';
import type { Order } from '../../api/types.ts';
import { Instant } from '../../parts/instant.tsx';
import { Empty, QueryView } from '../../parts/query-view.tsx';

/** The events that the order published. */
export function OrderEvents({ order }: { readonly order: Order }) {
  // Read again when the order has changed: it publishes events together with its status.
  const query = useRead<'OrderEventList'>(
    ['order', order.id, 'events', order.updatedAt],
    `/orders/${encodeURIComponent(order.id)}/events?limit=1000`,
    () => false,
  );
  return (
    <QueryView query={query} what="the events">
      {({ items }) =>
        items.length === 0 ? (
          <Empty>No event yet.</Empty>
        ) : (
          <ol className="events">
            {items.map((event) => (
              <li key={event.id}>
                <details>
                  <summary>
                    {event.sequence}. {event.type} <Instant at={event.occurredAt} />
                  </summary>
                  <pre>{JSON.stringify(event, null, 2)}</pre>
                </details>
              </li>
            ))}
          </ol>
        )
      }
    </QueryView>
  );
}
