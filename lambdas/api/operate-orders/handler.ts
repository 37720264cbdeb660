import { SHORT_TIMEOUTS } from '../../clients.ts';
import { orderStore, wire } from '../../compose.ts';
import { tracedOrders } from '../../order-store/traced-orders.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger, logAbout } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { createWaiters } from '../waiters.ts';
import { operatorPorts } from './compose-operator.ts';
import { operateOrdersRoutes } from './routes.ts';

/** Resumes and cancels orders and repairs their steps; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config', 'waiters', 'searchKey'], SHORT_TIMEOUTS);
  const logger = createLogger('operate-orders');
  const orders = tracedOrders(orderStore(wiring), (order) => logAbout(logger, order));
  const ports = { ...(await operatorPorts(wiring, logger, createWaiters(wiring.env.MAX_WAITERS ?? 1))), orders };
  return createApiHandler(logger, operateOrdersRoutes(ports));
});
