import { pluginCatalog } from '../../../plugins/registry.ts';
import { readBuilt } from '../../order-runs/current-sequence.ts';
import { readEnvironment } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readTenantConfig } from '../../runtime/read-tenant-config.ts';
import { createApiHandler } from '../api-handler.ts';
import { describeRoutes } from './routes.ts';

/** Previews orders and describes the tenant and its API; invoked by the HTTP API. */
export const handler = lazily(async () => {
  // Without `compose.ts`: most requests do not need the table, and its client would be half of what a cold start loads.
  const { ORDERS_TABLE, TENANT_CONFIG_FILE } = readEnvironment(['config', 'table']);
  const config = await readTenantConfig(TENANT_CONFIG_FILE);
  const routes = describeRoutes({
    config,
    built: await readBuilt(TENANT_CONFIG_FILE, config),
    catalog: pluginCatalog(),
    async openHistory() {
      const { openHistory } = await import('./open-history.ts');
      return openHistory(ORDERS_TABLE);
    },
  });
  return createApiHandler(createLogger('describe'), routes);
});
