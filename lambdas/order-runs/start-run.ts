import { orderEventsOf } from '../../core/events/order-events.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { StartExecution } from './executions.ts';

/** What starting a run works with. */
export interface StartRunPorts {
  readonly orders: Pick<OrderStore, 'markUnpublished'>;
  readonly publishEvents: PublishEvents;
  readonly startExecution: StartExecution;
  /** Told of what went wrong on the way and is put right later. */
  onError(message: string, error: unknown): void;
}

/**
 * Publishes the events that a run of a stored order began with, and then starts it. What earlier runs had to tell was
 * published by whoever ended them.
 *
 * In this order, and not side by side, an order whose run has started has had its events published, or carries the
 * mark that they were not: a crash between two of the steps leaves it `submitted`, where the sweeper finds it, and the
 * good path needs no further write.
 *
 * @throws what StartExecution throws; the order stays `submitted` and the sweeper starts it
 */
export async function startRun(
  order: OrderRecord,
  { orders, publishEvents, startExecution, onError }: StartRunPorts,
): Promise<void> {
  try {
    await publishEvents(orderEventsOf(order).filter((event) => event.run === order.runs.length));
  } catch (error) {
    onError('Events not published; the sweeper publishes them', error);
    await orders.markUnpublished(order.id);
  }
  await startExecution(order);
}
