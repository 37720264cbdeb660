import { dynamoDbClient, SHORT_TIMEOUTS } from '../../clients.ts';
import { environmentGroups, readEnvironment } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readTenantConfig } from '../../runtime/read-tenant-config.ts';
import { createStartStateMachine, stepFunctionsClient } from '../../step-functions.ts';
import { createDeliveryIndex } from '../../webhook-store/delivery-index.ts';
import { createDeliveryStore } from '../../webhook-store/delivery-store.ts';
import { createEndpointStore } from '../../webhook-store/endpoint-store.ts';
import { createStartDelivery } from '../../webhook-store/start-delivery.ts';
import { createApiHandler } from '../api-handler.ts';
import { webhooksRoutes } from './webhooks-routes.ts';

/** Shows and repairs webhooks and their deliveries; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const { orderStore, config, executions } = environmentGroups;
  const env = readEnvironment({ ...orderStore, ...config, ...executions });
  const { webhooks } = await readTenantConfig(env.TENANT_CONFIG_FILE);
  const client = dynamoDbClient(SHORT_TIMEOUTS);
  const routes = webhooksRoutes({
    webhooks,
    deliveries: createDeliveryStore(client, env.ORDERS_TABLE),
    index: createDeliveryIndex(client, env.ORDERS_TABLE),
    endpoints: createEndpointStore(client, env.ORDERS_TABLE),
    startDelivery: createStartDelivery(
      createStartStateMachine(stepFunctionsClient(SHORT_TIMEOUTS), env.STATE_MACHINE_PREFIX),
    ),
    now: () => new Date(),
  });
  return createApiHandler(createLogger('webhooks-api'), routes);
});
