import { SHORT_TIMEOUTS } from '../../clients.ts';
import { now, orderTable, tenantConfig, wire } from '../../compose.ts';
import { createPayloadStore } from '../../order-store/payload-store.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { readPayloadRoutes } from './routes.ts';

/** Reads orders with personal data, and records who did; invoked by the HTTP API. */
export const handler = lazily(() => {
  const wiring = wire(['table', 'config'], SHORT_TIMEOUTS);
  const routes = readPayloadRoutes({
    payloads: createPayloadStore(...orderTable(wiring)),
    personClaim: async () => (await tenantConfig(wiring)).api.auth?.personClaim,
    now,
  });
  return createApiHandler(createLogger('read-payload'), routes);
});
