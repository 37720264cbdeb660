import { pluginCatalog } from '../../../plugins/registry.ts';
import { environmentGroups, readEnvironment } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readTenantConfig } from '../../runtime/read-tenant-config.ts';
import { createApiHandler } from '../api-handler.ts';
import { describeRoutes } from './describe-routes.ts';

/** Previews orders and describes the tenant and its API; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const { TENANT_CONFIG_FILE } = readEnvironment(environmentGroups.config);
  const routes = describeRoutes({ config: await readTenantConfig(TENANT_CONFIG_FILE), catalog: pluginCatalog() });
  return createApiHandler(createLogger('describe'), routes);
});
