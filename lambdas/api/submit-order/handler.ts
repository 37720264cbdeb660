import { dynamoDbClient, eventBridgeClient, SHORT_TIMEOUTS } from '../../clients.ts';
import { createPublishEvents } from '../../order-events/publish-events.ts';
import { createCurrentSequence } from '../../order-runs/current-sequence.ts';
import { createStartExecution } from '../../order-runs/executions.ts';
import { createOrderStore } from '../../order-store/order-store.ts';
import { environmentGroups, readEnvironment } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readTenantConfig } from '../../runtime/read-tenant-config.ts';
import { createStartStateMachine, stepFunctionsClient } from '../../step-functions.ts';
import { createApiHandler } from '../api-handler.ts';
import { submitOrderRoutes } from './submit-order.ts';

/** Takes orders; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const { tenant, orderStore, events, executions, config } = environmentGroups;
  const env = readEnvironment({ ...tenant, ...orderStore, ...events, ...executions, ...config });
  const logger = createLogger('submit-order');
  const routes = submitOrderRoutes({
    orders: createOrderStore(dynamoDbClient(SHORT_TIMEOUTS), env.ORDERS_TABLE),
    config: await readTenantConfig(env.TENANT_CONFIG_FILE),
    currentSequence: createCurrentSequence(env.TENANT_CONFIG_FILE),
    publishEvents: createPublishEvents(eventBridgeClient(SHORT_TIMEOUTS), env.EVENT_BUS, env.TENANT),
    startExecution: createStartExecution(
      createStartStateMachine(stepFunctionsClient(SHORT_TIMEOUTS), env.STATE_MACHINE_PREFIX),
    ),
    onError: (message, error) => logger.error(message, { error: error as Error }),
    now: () => new Date(),
  });
  return createApiHandler(logger, routes);
});
