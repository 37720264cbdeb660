/**
 * The outbox: an order's events are stored with the change that they report, and published after the write.
 *
 * While events of an order may be unpublished, the order is marked, and the sweeper publishes them. The mark costs at least
 * one more write, so a writer sets it in one of two ways:
 *
 * - A writer that is retried until its events are published sets it only if publishing fails (`publishRetried`). So does
 *   the start of a run, which the sweeper repeats (`publishStart`).
 * - Any other writer sets it with the change (`MARKED`), and removes it after publishing (`publishMarked`).
 *
 * Events may be published twice, which is harmless: the id of an event is stable.
 */
import { type OrderEvent, orderEventsOf } from '../../core/events/order-events.ts';
import type { OrderRecord, StoredEvent } from '../../core/order/order-record.ts';
import { type OrderChange, readOrder } from '../order-store/change-order.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { PublishEvents } from './publish-events.ts';

/** Dependencies of publishing events that are not marked yet. */
export interface UnmarkedPorts {
  readonly orders: Pick<OrderStore, 'markUnpublished'>;
  readonly publishEvents: PublishEvents;
}

/** Dependencies of publishing the events of a marked order. */
export interface MarkedPorts {
  readonly orders: Pick<OrderStore, 'markPublished'>;
  readonly publishEvents: PublishEvents;
}

/** Dependencies of an outbox. */
export interface OutboxPorts extends UnmarkedPorts, MarkedPorts {
  readonly orders: Pick<OrderStore, 'get' | 'markUnpublished' | 'markPublished'>;
  now(): Date;
}

/** The events that a change adds to an order. */
export interface AddedEvents {
  readonly run: number;
  readonly types: readonly StoredEvent['type'][];
  /** Only events with this step. @default all */
  readonly step?: string;
}

/** A change that adds events to an order. */
export interface ReportedChange {
  readonly orderId: string;
  /** Published again if the change was made before. */
  readonly added: AddedEvents;
  /**
   * Makes the change. Returns undefined if it was made before, or is no longer due.
   *
   * @param mark part of the write
   */
  write(mark: Partial<typeof MARKED>): Promise<OrderChange | undefined>;
}

/** Makes changes and publishes their events. */
export interface Outbox {
  /**
   * Makes a change and publishes its events.
   *
   * @returns the order after the change
   * @throws OrderMissing, or what the write or publishing throws
   */
  publishWith(change: ReportedChange): Promise<OrderRecord>;
}

/** Part of a write that marks the order as having unpublished events. */
export const MARKED = { marksUnpublished: true } as const;

/**
 * How many seconds an execution keeps trying to publish the events of its run: the waits of `PERSISTENT_RETRIER`
 * (state-machines/retriers.ts) and its 13 invocations of 15 seconds, rounded up.
 */
const PUBLISHING_SECONDS = 2_400;

/** The events that start a run. They are published, or their order is marked, before the execution starts. */
const START_EVENTS: readonly StoredEvent['type'][] = ['order.submitted', 'order.resumed'];

/** Creates the outbox of a writer that is retried until its events are published. */
export function createRetriedOutbox(ports: OutboxPorts): Outbox {
  return {
    async publishWith({ orderId, added, write }) {
      const order = (await write({}))?.after ?? (await readOrder(ports.orders, orderId));
      await publishRetried(order, added, ports);
      return order;
    },
  };
}

/** Creates the outbox of a writer that is not retried. */
export function createMarkedOutbox(ports: OutboxPorts): Outbox {
  return {
    async publishWith({ orderId, added, write }) {
      const change = await write(MARKED);
      if (change === undefined) {
        const order = await readOrder(ports.orders, orderId);
        await publishRetried(order, added, ports);
        return order;
      }
      await publishMarked(change, ports);
      return change.after;
    },
  };
}

/**
 * Publishes the events of a change whose writer is retried if this fails.
 *
 * @throws what publishing throws, after marking the order in case the retries run out
 */
export async function publishRetried(
  order: OrderRecord,
  { run, types, step }: AddedEvents,
  { orders, publishEvents }: UnmarkedPorts,
): Promise<void> {
  const events = orderEventsOf(order).filter(
    (event) => event.run === run && types.includes(event.type) && (step === undefined || event.data.step === step),
  );
  try {
    await publishEvents(events);
  } catch (error) {
    await orders.markUnpublished(order.id);
    throw error;
  }
}

/**
 * Publishes the first events of an order's latest run, or marks the order.
 *
 * @param onError called with what publishing throws, before the order is marked
 */
export async function publishStart(
  order: OrderRecord,
  onError: (error: unknown) => void,
  { orders, publishEvents }: UnmarkedPorts,
): Promise<void> {
  try {
    await publishEvents(orderEventsOf(order).filter(({ run }) => run === order.runs.length));
  } catch (error) {
    onError(error);
    await orders.markUnpublished(order.id);
  }
}

/** Publishes the events that are due after a change that marked its order, and removes the mark. */
export async function publishMarked(
  { before, after }: OrderChange,
  ports: MarkedPorts & Pick<OutboxPorts, 'now'>,
): Promise<void> {
  await publishAndUnmark(after, eventsDue(before, after, ports.now()), ports);
}

/** Publishes all events of a marked order, and removes the mark. */
export async function publishAll(order: OrderRecord, ports: MarkedPorts): Promise<void> {
  await publishAndUnmark(order, orderEventsOf(order), ports);
}

async function publishAndUnmark(
  order: OrderRecord,
  events: readonly OrderEvent[],
  { orders, publishEvents }: MarkedPorts,
): Promise<void> {
  await publishEvents(events);
  await orders.markPublished(order.id, order.events.length);
}

/**
 * Returns the events to publish after a write that marked the order: all of them if the order was already marked,
 * otherwise the new ones and those that the run may still have been publishing. A cancellation stops the execution that
 * publishes them, and any other write may remove its mark.
 */
function eventsDue(before: OrderRecord, after: OrderRecord, now: Date): readonly OrderEvent[] {
  const events = orderEventsOf(after);
  // The function that stored a `submitted` order may have died before it published the first event.
  if (before.status === 'submitted' || before.unpublishedShard !== undefined) return events;
  const since = new Date(now.getTime() - PUBLISHING_SECONDS * 1000).toISOString();
  return events.filter(
    ({ type, occurredAt }, index) =>
      index >= before.events.length || (occurredAt >= since && !START_EVENTS.includes(type)),
  );
}
