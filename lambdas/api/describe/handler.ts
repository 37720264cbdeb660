import { pluginCatalog } from '../../../plugins/registry.ts';
import { environmentGroups, readEnvironment } from '../../runtime/environment.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readTenantConfig } from '../../runtime/read-tenant-config.ts';
import { apiStack } from '../api-handler.ts';
import { answerByRoute } from '../router.ts';
import { describeRoutes } from './describe-routes.ts';

/** Tells what the tenant would do with an order, and how its API works; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const { TENANT_CONFIG_FILE } = readEnvironment(environmentGroups.config);
  const routes = describeRoutes({ config: await readTenantConfig(TENANT_CONFIG_FILE), catalog: pluginCatalog() });
  return apiStack(createLogger('describe'), answerByRoute(routes));
});
