import * as z from 'zod';
import { shardsOf } from '../../core/order/order-keys.ts';
import { now, orderStore, orderTable, publishEvents, searchIndex, tenantConfig, wire } from '../compose.ts';
import { comparePositions, indexKeys } from '../order-store/index-keys.ts';
import { createPayloadHistory } from '../order-store/payload-history.ts';
import { mergeSorted } from '../order-store/sorted-streams.ts';
import { createIndexOlderOrders } from '../retention/index-older-orders.ts';
import { createRetentionProgress } from '../retention/retention-progress.ts';
import { lazily } from '../runtime/lazily.ts';
import { createLogger, logErrors } from '../runtime/logger.ts';
import { createEraseStoredOrder } from './erase-stored-order.ts';
import { erasedIn } from './erased-in.ts';
import { createErasureStore } from './erasure-store.ts';
import { createRunErasure } from './run-erasure.ts';

/** Milliseconds that a part may take. */
const RESERVE_MS = 30_000;

const eventSchema = z.object({ erasureId: z.string().min(1) });

/** The time of the invocation is nearly up. The next one continues. */
export class ErasureUnfinished extends Error {
  override readonly name = 'ErasureUnfinished';
}

/** Continues an erasure; invoked by its state machine. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'searchKey', 'config']);
  const table = orderTable(wiring);
  const config = await tenantConfig(wiring);
  const logger = createLogger('erase-orders');
  const index = searchIndex(wiring);
  const payloadsOf = createPayloadHistory(...table);
  const erasures = createErasureStore(...table);
  const run = createRunErasure({
    erasures,
    eraseOrder: createEraseStoredOrder(...table, {
      orders: orderStore(wiring),
      index,
      publishEvents: publishEvents(wiring),
      undoes: config.onCriticalFailure === 'compensate',
      onError: logErrors(logger),
      now,
    }),
    indexOlderOrders: createIndexOlderOrders({
      pass: 'index',
      progress: createRetentionProgress(...table),
      ordersOf(day, upTo) {
        const streams = shardsOf(day).map((shard) =>
          indexKeys(...table, { index: 'by-day', shard, from: `${day}T00:00:00.000Z`, to: upTo }),
        );
        return mergeSorted(streams, comparePositions);
      },
      async indexOrder(id) {
        for (const payload of await payloadsOf(id)) await index.add({ id, payload });
      },
      now,
    }),
    find: index.find,
    now,
  });
  return async (event: unknown, context) => {
    const { erasureId } = eventSchema.parse(event);
    logger.setCorrelationId(erasureId);
    const hasEnded = await run(erasureId, () => context.getRemainingTimeInMillis() > RESERVE_MS);
    if (!hasEnded) throw new ErasureUnfinished(`${erasureId} continues in the next invocation.`);
    logger.info('Erasure ended');
    return { erasureId, erased: erasedIn(await erasures.parts(erasureId)) };
  };
});
