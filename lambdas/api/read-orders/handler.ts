import { dynamoDbClient, SHORT_TIMEOUTS } from '../../clients.ts';
import { createOrderIndex } from '../../order-store/order-index.ts';
import { createOrderStore } from '../../order-store/order-store.ts';
import { environmentGroups, readEnvironment } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { readOrdersRoutes } from './read-orders.ts';

/** Reads orders and their history; invoked by the HTTP API. */
export const handler = lazily(() => {
  const { ORDERS_TABLE } = readEnvironment(environmentGroups.orderStore);
  const client = dynamoDbClient(SHORT_TIMEOUTS);
  const routes = readOrdersRoutes({
    orders: createOrderStore(client, ORDERS_TABLE),
    index: createOrderIndex(client, ORDERS_TABLE),
    now: () => new Date(),
  });
  return createApiHandler(createLogger('read-orders'), routes);
});
