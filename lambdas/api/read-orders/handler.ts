import { SHORT_TIMEOUTS } from '../../clients.ts';
import { laneStore, now, orderStore, orderTable, searchIndex, wire } from '../../compose.ts';
import { createConnectionStore } from '../../connections/connection-store.ts';
import { createEditionStore } from '../../editions/edition-store.ts';
import { createFindOrders } from '../../order-store/find-orders.ts';
import { createCountGroups } from '../../order-store/order-groups.ts';
import { createOrderIndex } from '../../order-store/order-index.ts';
import { createReadStepsOf } from '../../order-store/read-steps.ts';
import { tracedOrders } from '../../order-store/traced-orders.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger, logAbout } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { readOrdersRoutes } from './routes.ts';

/** Reads orders and their history; invoked by the HTTP API. */
export const handler = lazily(() => {
  const wiring = wire(['table', 'searchKey'], SHORT_TIMEOUTS);
  const logger = createLogger('read-orders');
  const routes = readOrdersRoutes({
    orders: tracedOrders(orderStore(wiring), (order) => logAbout(logger, order)),
    lanes: laneStore(wiring),
    index: createOrderIndex(...orderTable(wiring)),
    findOrders: createFindOrders(...orderTable(wiring), searchIndex(wiring)),
    countGroups: createCountGroups(...orderTable(wiring)),
    readStepsOf: createReadStepsOf(...orderTable(wiring)),
    editions: createEditionStore(...orderTable(wiring)),
    connections: createConnectionStore(...orderTable(wiring)),
    now,
  });
  return createApiHandler(logger, routes);
});
