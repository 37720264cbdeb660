import { pluginCatalog } from '../../../plugins/registry.ts';
import { tenantConfig, wire } from '../../compose.ts';
import { lazily } from '../../runtime/lazily.ts';
import { createLogger } from '../../runtime/logger.ts';
import { createApiHandler } from '../api-handler.ts';
import { describeRoutes } from './routes.ts';

/** Previews orders and describes the tenant and its API; invoked by the HTTP API. */
export const handler = lazily(async () => {
  const routes = describeRoutes({ config: await tenantConfig(wire(['config'])), catalog: pluginCatalog() });
  return createApiHandler(createLogger('describe'), routes);
});
