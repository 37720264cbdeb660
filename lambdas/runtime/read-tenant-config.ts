import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CONFIG_FILE } from '../../blueprint/deployed-files.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';

/** The checked config that is deployed with a function is missing, or is not JSON. */
export class DeployedConfigInvalid extends Error {
  override readonly name = 'DeployedConfigInvalid';
}

/**
 * Reads the config that was checked before the deployment and is deployed with the function. It is trusted: the schemas of a tenant file would
 * be much of what a function loads.
 *
 * @param tenantFile the tenant file, in the same folder as the checked config
 * @throws DeployedConfigInvalid there is no such file, or it is not JSON
 */
export async function readTenantConfig(tenantFile: string): Promise<TenantConfig> {
  const file = join(dirname(tenantFile), CONFIG_FILE);
  try {
    return JSON.parse(await readFile(file, 'utf8')) as TenantConfig;
  } catch (cause) {
    throw new DeployedConfigInvalid(
      `Expected the checked config of the tenant in ${file}, found ${reasonOf(cause)}. Deploy the function again, or on one machine start the system again.`,
      { cause },
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof SyntaxError
    ? 'text that is not JSON'
    : `no readable file (${(error as NodeJS.ErrnoException).code})`;
}
