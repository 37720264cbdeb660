import { orderEventsOf } from '../../core/events/order-events.ts';
import { type StartRunPorts, startRun } from '../order-runs/start-run.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import type { UnfinishedOrders } from '../order-store/unfinished-orders.ts';

/** What a sweep works with. */
export interface SweepPorts extends StartRunPorts {
  readonly orders: OrderStore;
  readonly unfinished: UnfinishedOrders;
  now(): Date;
}

/** What a sweep did. */
export interface SweepReport {
  /** Orders whose run it started. */
  readonly started: number;
  /** Orders whose events it published. */
  readonly published: number;
  /** Orders that it could not help this time. */
  readonly troubled: number;
}

/** Seconds that an order may stay `submitted` before a sweep starts it; its submission takes far less. */
const START_GRACE_SECONDS = 60;

/** Orders of each kind that one sweep takes on; the rest is for the next minute. */
const BATCH = 200;

/**
 * Goes on with orders that somebody left behind: stored but not started, or with events that were not published.
 *
 * Two sweeps at once do no harm: an execution's name is the order's run, and an event's id is stable.
 */
export function createSweep(ports: SweepPorts): () => Promise<SweepReport> {
  const { orders, unfinished } = ports;

  const start = async (orderId: string): Promise<void> => {
    const order = await orders.get(orderId);
    if (order?.status === 'submitted') await startRun(order, ports);
  };

  const publish = async (orderId: string): Promise<void> => {
    const order = await orders.get(orderId);
    if (order === undefined) return;
    await ports.publishEvents(orderEventsOf(order));
    await orders.markPublished(orderId, order.events.length);
  };

  const each = async (ids: readonly string[], help: (orderId: string) => Promise<void>): Promise<number> => {
    let helped = 0;
    for (const id of ids) {
      try {
        await help(id);
        helped += 1;
      } catch (error) {
        ports.onTrouble(`Order ${id} could not be helped; the next sweep tries again`, error);
      }
    }
    return helped;
  };

  return async () => {
    const before = new Date(ports.now().getTime() - START_GRACE_SECONDS * 1000);
    const notStarted = await unfinished.notStarted(before, BATCH);
    const started = await each(notStarted, start);
    const unpublished = await unfinished.unpublished(BATCH);
    const published = await each(unpublished, publish);
    return { started, published, troubled: notStarted.length + unpublished.length - started - published };
  };
}
