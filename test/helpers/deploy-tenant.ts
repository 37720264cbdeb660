import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deployedFiles, TENANT_FILE } from '../../blueprint/deployed-files.ts';
import { tenantConfigSchema } from '../../core/config/tenant-config.ts';

/** The sequences of a tenant without steps. */
const SEQUENCES = [{ name: 'default', version: '0123456789ab', onCriticalFailure: 'stop', steps: [] }] as const;

/**
 * Writes what functions are deployed with to a folder.
 *
 * @param more of the tenant file of `acme`, which has no steps
 * @returns the path of the tenant file
 */
export async function deployTenant(folder: string, more: object = {}): Promise<string> {
  const file = { tenant: 'acme', processOrder: [], ...more };
  const deployed = { text: JSON.stringify(file), config: tenantConfigSchema.parse(file), sequences: SEQUENCES };
  for (const [name, text] of Object.entries(deployedFiles(deployed))) await writeFile(join(folder, name), text);
  return join(folder, TENANT_FILE);
}
