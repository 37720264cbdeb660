import { shardsOf } from '../../core/order/order-keys.ts';
import { now, orderTable, searchIndex, tenantConfig, wire } from '../compose.ts';
import { createIndexAttention } from '../order-store/index-attention.ts';
import { comparePositions, indexKeys } from '../order-store/index-keys.ts';
import { createPayloadHistory } from '../order-store/payload-history.ts';
import { mergeSorted } from '../order-store/sorted-streams.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logErrors } from '../runtime/logger.ts';
import { createDeliveryIndex } from '../webhook-store/delivery-index.ts';
import { createAgedOrders } from './aged-orders.ts';
import { createApplyRetention } from './apply-retention.ts';
import { createDeleteDeliveries } from './delete-deliveries.ts';
import { createDeleteProposals } from './delete-proposals.ts';
import { createIndexOlderOrders } from './index-older-orders.ts';
import { createRetentionProgress } from './retention-progress.ts';

/** Milliseconds that a batch, and the record of it, may take. */
const RESERVE_MS = 15_000;

/**
 * Deletes and shortens what is older than the tenant's retention, and adds the orders of earlier versions to the indexes that they
 * lack; invoked by a schedule.
 */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'config', 'searchKey']);
  const table = orderTable(wiring);
  const logger = createLogger('retention');
  const { retention, webhooks } = await tenantConfig(wiring);
  const ordersOf = (day: string, upTo: string) => {
    const streams = shardsOf(day).map((shard) =>
      indexKeys(...table, { index: 'by-day', shard, from: `${day}T00:00:00.000Z`, to: upTo }),
    );
    return mergeSorted(streams, comparePositions);
  };
  const progress = createRetentionProgress(...table);
  const index = searchIndex(wiring);
  const payloadsOf = createPayloadHistory(...table);
  const apply = createApplyRetention({
    retention,
    webhooks: webhooks.map(({ name }) => name),
    orders: createAgedOrders(...table, index),
    deleteDeliveries: createDeleteDeliveries(...table, createDeliveryIndex(...table)),
    deleteProposals: createDeleteProposals(...table),
    progress,
    ordersOf,
    onError: logErrors(logger),
    now,
  });
  const indexAttention = createIndexOlderOrders({
    pass: 'attention',
    progress,
    ordersOf,
    indexOrder: createIndexAttention(...table),
    now,
  });
  const indexTerms = createIndexOlderOrders({
    pass: 'index',
    progress,
    ordersOf,
    async indexOrder(id) {
      for (const payload of await payloadsOf(id)) await index.add({ id, payload });
    },
    now,
  });
  return async (_event: unknown, context) => {
    const hasTime = () => context.getRemainingTimeInMillis() > RESERVE_MS;
    const report = await apply(hasTime);
    if (await indexAttention(hasTime)) await indexTerms(hasTime);
    if (Object.values(report).some((count) => count > 0)) logger.info('Retention applied', { ...report });
    return report;
  };
});
