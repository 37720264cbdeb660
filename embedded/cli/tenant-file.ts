import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from './start-refused.ts';

/**
 * The path of a tenant's file.
 *
 * @param tenant its name, without `.json`
 * @param directory the folder of the tenant files
 * @throws StartRefused when there is none, naming the tenants that there are
 */
export async function tenantFile(tenant: string, directory: string): Promise<string> {
  const files = await readdir(directory);
  if (files.includes(`${tenant}.json`)) return join(directory, `${tenant}.json`);
  const tenants = files.filter((file) => /^[a-z0-9-]+\.json$/.test(file)).map((file) => file.slice(0, -'.json'.length));
  throw new StartRefused(
    `There is no ${tenant}.json in ${directory}: set TENANT to one of ${tenants.sort().join(', ')}.`,
  );
}
