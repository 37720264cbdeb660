import type { TenantConfig } from '../../../core/config/tenant-config.ts';
import { SHORT_TIMEOUTS } from '../../clients.ts';
import { laneStore, now, orderStore, publishEvents, searchIndex, tenantConfig, wire } from '../../compose.ts';
import { currentSequence, startExecution } from '../../compose-runs.ts';
import { readBuilt } from '../../order-runs/current-sequence.ts';
import { tracedOrders } from '../../order-store/traced-orders.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger, logAbout, logErrors } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { createWaiters } from '../waiters.ts';
import { type SubmitOrderPorts, submitOrderRoutes } from './routes.ts';

/** Accepts orders; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const wiring = wire(['tenant', 'table', 'events', 'stateMachines', 'config', 'waiters', 'searchKey'], SHORT_TIMEOUTS);
  const logger = createLogger('submit-order');
  const config = await tenantConfig(wiring);
  const problemsOf = config.api.checkAtSubmit ? await checkWith(wiring.env.TENANT_CONFIG_FILE, config) : undefined;
  const routes = submitOrderRoutes({
    orders: tracedOrders(orderStore(wiring), (order) => logAbout(logger, order)),
    index: searchIndex(wiring),
    config,
    ...(problemsOf !== undefined && { problemsOf }),
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

async function checkWith(tenantFile: string, config: TenantConfig): Promise<SubmitOrderPorts['problemsOf']> {
  const [{ orderProblems }, built] = await Promise.all([import('./order-problems.ts'), readBuilt(tenantFile, config)]);
  return (order) => orderProblems(built, order);
}
