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

  const start = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order?.status !== 'submitted') return false;
    await startRun(order, ports);
    return true;
  };

  const publish = async (orderId: string): Promise<boolean> => {
    const order = await orders.get(orderId);
    if (order === undefined) return false;
    await ports.publishEvents(orderEventsOf(order));
    await orders.markPublished(orderId, order.events.length);
    return true;
  };

  /** Helps one order after the other; an index can be behind, and an order that needs nothing counts as neither. */
  const each = async (ids: readonly string[], help: (orderId: string) => Promise<boolean>) => {
    const count = { helped: 0, troubled: 0 };
    for (const id of ids) {
      try {
        if (await help(id)) count.helped += 1;
      } catch (error) {
        count.troubled += 1;
        ports.onTrouble(`Order ${id} could not be helped; the next sweep tries again`, error);
      }
    }
    return count;
  };

  return async () => {
    const before = new Date(ports.now().getTime() - START_GRACE_SECONDS * 1000);
    const started = await each(await unfinished.notStarted(before, BATCH), start);
    const published = await each(await unfinished.unpublished(BATCH), publish);
    return {
      started: started.helped,
      published: published.helped,
      troubled: started.troubled + published.troubled,
    };
  };
}
