import { readFile } from 'node:fs/promises';
import { type TenantConfig, TenantConfigInvalid, tenantConfigSchema } from '../../core/config/tenant-config.ts';
import { schemaProblems } from '../../core/input-problems.ts';

/**
 * Reads the tenant's config from the file that is deployed with the function.
 *
 * Plugins, expressions and overrides were checked before the deployment. Only the shape is checked here.
 *
 * @throws TenantConfigInvalid the file is not JSON, or not a tenant file
 */
export async function readTenantConfig(file: string): Promise<TenantConfig> {
  const parsed = tenantConfigSchema.safeParse(parseJson(file, await readFile(file, 'utf8')));
  if (!parsed.success) throw new TenantConfigInvalid(file, schemaProblems(parsed.error));
  return parsed.data;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TenantConfigInvalid(file, [{ path: '', message: 'Expected JSON, found text that is not JSON.' }]);
  }
}
