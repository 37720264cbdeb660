import type { OrderPosition } from '../order-store/index-keys.ts';
import type { RetentionPass, RetentionProgressStore } from './retention-progress.ts';
import { walkOrders } from './walk-orders.ts';

/** Dependencies of indexing orders that were stored before there was an index. */
export interface IndexOlderOrdersPorts {
  readonly pass: Extract<RetentionPass, 'index' | 'attention'>;
  readonly progress: RetentionProgressStore;
  /** Returns the orders of a day up to an instant, newest first. */
  ordersOf(day: string, upTo: string): AsyncIterable<OrderPosition>;
  /** Adds an order to the index. Repeating it changes nothing. */
  indexOrder(orderId: string): Promise<void>;
  now(): Date;
}

/** After every day: nothing is left to index. */
const DONE = '9999-12-31';

/**
 * Creates the function that adds every order stored before today's version to an index, day by day, as far as the time allows. Orders
 * that are stored later are indexed when they are stored, so this is needed once.
 *
 * @returns a function that returns whether all of them are indexed
 */
export function createIndexOlderOrders(ports: IndexOlderOrdersPorts): (hasTime: () => boolean) => Promise<boolean> {
  const { pass, progress, now } = ports;
  return async (hasTime) => {
    const before = await progress.read(pass);
    if (before.through === DONE) return true;
    const today = now().toISOString().slice(0, 10);
    await walkOrders({
      pass,
      cutoffDay: today,
      today,
      progress,
      ordersOf: ports.ordersOf,
      async treat(orderIds) {
        await Promise.all(orderIds.map(ports.indexOrder));
        return [];
      },
      async complete() {},
      hasTime,
      onTooMany() {},
    });
    const after = await progress.read(pass);
    if (after.through < today) return false;
    await progress.write(pass, { ...after, through: DONE });
    return true;
  };
}
