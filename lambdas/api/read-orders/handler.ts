import { SHORT_TIMEOUTS } from '../../clients.ts';
import { now, orderStore, orderTable, wire } from '../../compose.ts';
import { createOrderIndex } from '../../order-store/order-index.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { readOrdersRoutes } from './routes.ts';

/** Reads orders and their history; invoked by the HTTP API. */
export const handler = lazily(() => {
  const wiring = wire(['table'], SHORT_TIMEOUTS);
  const routes = readOrdersRoutes({
    orders: orderStore(wiring),
    index: createOrderIndex(...orderTable(wiring)),
    now,
  });
  return createApiHandler(createLogger('read-orders'), routes);
});
