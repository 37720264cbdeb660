import { readFile } from 'node:fs/promises';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { PluginCatalog } from '../../core/plugin/define-plugin.ts';

/**
 * The tenant's config from the file that is deployed with the function.
 *
 * @throws TenantConfigInvalid the file has problems, which the deployment should have refused
 */
export async function readTenantConfig(file: string, catalog: PluginCatalog): Promise<TenantConfig> {
  return parseTenantConfig(await readFile(file, 'utf8'), file, catalog);
}
