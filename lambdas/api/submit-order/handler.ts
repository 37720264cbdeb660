import { SHORT_TIMEOUTS } from '../../clients.ts';
import { laneStore, now, orderStore, publishEvents, searchIndex, tenantConfig, wire } from '../../compose.ts';
import { currentSequence, startExecution } from '../../compose-runs.ts';
import { tracedOrders } from '../../order-store/traced-orders.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger, logAbout, logErrors } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { createWaiters } from '../waiters.ts';
import { submitOrderRoutes } from './routes.ts';

/** Accepts orders; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config', 'waiters', 'searchKey'], SHORT_TIMEOUTS);
  const logger = createLogger('submit-order');
  const config = await tenantConfig(wiring);
  const checks = config.api.checkAtSubmit ? await import('./order-problems.ts') : undefined;
  const routes = submitOrderRoutes({
    orders: tracedOrders(orderStore(wiring), (order) => logAbout(logger, order)),
    index: searchIndex(wiring),
    config,
    ...(checks !== undefined && { problemsOf: (order) => checks.orderProblems(config, order) }),
    currentSequence: currentSequence(wiring),
    waiters: createWaiters(wiring.env.MAX_WAITERS ?? 1),
    publishEvents: publishEvents(wiring),
    startExecution: startExecution(wiring),
    lanes: laneStore(wiring),
    onError: logErrors(logger),
    now,
  });
  return createApiHandler(logger, routes);
});
