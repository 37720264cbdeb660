import { SHORT_TIMEOUTS } from '../../clients.ts';
import { now, orderTable, searchIndex, searchKey, tenantConfig, wire } from '../../compose.ts';
import { startStateMachine } from '../../compose-runs.ts';
import { createErasureStore } from '../../erasure/erasure-store.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { erasuresRoutes } from './routes.ts';

/** Accepts and shows erasures; invoked by the HTTP API. */
export const handler = lazily(() => {
  const wiring = wire(['tenant', 'table', 'searchKey', 'stateMachines', 'config'], SHORT_TIMEOUTS);
  const routes = erasuresRoutes({
    tenant: wiring.env.TENANT,
    erasures: createErasureStore(...orderTable(wiring)),
    index: searchIndex(wiring),
    readKey: searchKey(wiring),
    startStateMachine: startStateMachine(wiring),
    personClaim: async () => (await tenantConfig(wiring)).api.auth?.personClaim,
    now,
  });
  return createApiHandler(createLogger('erasures-api'), routes);
});
