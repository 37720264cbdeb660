import { shardsOf } from '../../core/order/order-keys.ts';
import { now, orderTable, tenantConfig, wire } from '../compose.ts';
import { comparePositions, indexKeys } from '../order-store/index-keys.ts';
import { mergeSorted } from '../order-store/sorted-streams.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logErrors } from '../runtime/logger.ts';
import { createDeliveryIndex } from '../webhook-store/delivery-index.ts';
import { createAgedOrders } from './aged-orders.ts';
import { createApplyRetention } from './apply-retention.ts';
import { createDeleteDeliveries } from './delete-deliveries.ts';
import { createRetentionProgress } from './retention-progress.ts';

/** Milliseconds that a batch, and the record of it, may take. */
const RESERVE_MS = 15_000;

/** Deletes and shortens what is older than the tenant's retention; invoked by a schedule. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'config']);
  const table = orderTable(wiring);
  const logger = createLogger('retention');
  const { retention, webhooks } = await tenantConfig(wiring);
  const apply = createApplyRetention({
    retention,
    webhooks: webhooks.map(({ name }) => name),
    orders: createAgedOrders(...table),
    deleteDeliveries: createDeleteDeliveries(...table, createDeliveryIndex(...table)),
    progress: createRetentionProgress(...table),
    ordersOf(day, upTo) {
      const streams = shardsOf(day).map((shard) =>
        indexKeys(...table, { index: 'by-day', shard, from: `${day}T00:00:00.000Z`, to: upTo }),
      );
      return mergeSorted(streams, comparePositions);
    },
    onError: logErrors(logger),
    now,
  });
  return async (_event: unknown, context) => {
    const report = await apply(() => context.getRemainingTimeInMillis() > RESERVE_MS);
    const { ordersDeleted, ordersShortened, deliveriesDeleted } = report;
    if (ordersDeleted + ordersShortened + deliveriesDeleted > 0) logger.info('Retention applied', { ...report });
    return report;
  };
});
