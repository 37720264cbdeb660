import type { RetentionConfig } from '../../core/config/retention-config.ts';
import { retentionCutoff } from '../../core/config/retention-cutoff.ts';
import { counted } from '../../core/counted.ts';
import type { OrderPosition } from '../order-store/index-keys.ts';
import type { AgedOrders } from './aged-orders.ts';
import type { DeleteDeliveries } from './delete-deliveries.ts';
import type { DeleteProposals } from './delete-proposals.ts';
import type { RetentionProgressStore } from './retention-progress.ts';
import { walkOrders } from './walk-orders.ts';

/** Dependencies of the retention. */
export interface RetentionPorts {
  readonly retention: RetentionConfig;
  /** Names of the tenant's webhooks. */
  readonly webhooks: readonly string[];
  readonly orders: AgedOrders;
  readonly deleteDeliveries: DeleteDeliveries;
  readonly deleteProposals: DeleteProposals;
  readonly progress: RetentionProgressStore;
  /** Returns the orders of a day up to an instant, newest first. */
  ordersOf(day: string, upTo: string): AsyncIterable<OrderPosition>;
  onError(message: string, error: unknown): void;
  now(): Date;
}

/** What one call has done. */
export interface RetentionReport {
  readonly ordersDeleted: number;
  readonly ordersShortened: number;
  readonly deliveriesDeleted: number;
  readonly proposalsDeleted: number;
}

/**
 * Creates the function that applies a tenant's retention, as far as the time allows. It continues at the next call.
 *
 * @returns a function; its parameter says whether there is time for more
 */
export function createApplyRetention(ports: RetentionPorts): (hasTime: () => boolean) => Promise<RetentionReport> {
  const { retention, orders, progress, ordersOf, onError } = ports;
  return async (hasTime) => {
    const now = ports.now();
    const walk = async (
      pass: 'orders' | 'process-events',
      duration: string,
      change: (ids: readonly string[], cutoff: Date) => Promise<readonly string[]>,
    ): Promise<number> => {
      const cutoff = retentionCutoff(duration, now);
      let changed = 0;
      await walkOrders({
        pass,
        cutoffDay: dayOf(cutoff),
        today: dayOf(now),
        progress,
        ordersOf,
        async treat(ids) {
          const left = await change(ids, cutoff);
          changed += ids.length - left.length;
          return left;
        },
        complete: orders.removeRemains,
        hasTime,
        onTooMany: (count) =>
          onError(
            'Too many orders are on hold to go on',
            new Error(
              `${counted(count, 'order')} in progress or on hold: too old for the retention of ${pass}. Decide each.`,
            ),
          ),
      });
      return changed;
    };
    return {
      ordersDeleted: await walk('orders', retention.orders, orders.remove),
      ordersShortened: await walk('process-events', retention.processEvents, orders.shorten),
      deliveriesDeleted: await ports.deleteDeliveries({
        webhooks: ports.webhooks,
        cutoff: retentionCutoff(retention.deliveries, now),
        hasTime,
      }),
      proposalsDeleted: await ports.deleteProposals({ cutoff: retentionCutoff(retention.processEvents, now), hasTime }),
    };
  };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
