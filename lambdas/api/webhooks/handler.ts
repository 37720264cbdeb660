import { SHORT_TIMEOUTS } from '../../clients.ts';
import { now, orderTable, tenantConfig, wire } from '../../compose.ts';
import { startStateMachine } from '../../compose-runs.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createDeliveryIndex } from '../../webhook-store/delivery-index.ts';
import { createDeliveryStore } from '../../webhook-store/delivery-store.ts';
import { createEndpointStore } from '../../webhook-store/endpoint-store.ts';
import { createStartDelivery } from '../../webhook-store/start-delivery.ts';
import { createApiHandler } from '../api-handler.ts';
import { webhooksRoutes } from './routes.ts';

/** Shows, recovers, enables and disables webhooks; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const wiring = wire(['table', 'config', 'stateMachines'], SHORT_TIMEOUTS);
  const { webhooks } = await tenantConfig(wiring);
  const routes = webhooksRoutes({
    webhooks,
    deliveries: createDeliveryStore(...orderTable(wiring)),
    index: createDeliveryIndex(...orderTable(wiring)),
    endpoints: createEndpointStore(...orderTable(wiring)),
    startDelivery: createStartDelivery(startStateMachine(wiring)),
    now,
  });
  return createApiHandler(createLogger('webhooks-api'), routes);
});
