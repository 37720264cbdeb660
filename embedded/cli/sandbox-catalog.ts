import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../../project/package-root.ts';
import type { ZuoraCatalog } from '../../sandbox/sandbox.ts';

/**
 * Reads what the sandbox Zuora sells to a tenant, from `catalogs/<tenant>.json` of the folder of the tenant files.
 *
 * @param tenants that folder. @default `tenants` of this repository
 * @returns undefined if the tenant has no catalogue
 * @throws SyntaxError the file is not JSON; the message names it
 */
export async function readSandboxCatalog(
  tenant: string,
  tenants: string = join(PACKAGE_ROOT, 'tenants'),
): Promise<ZuoraCatalog | undefined> {
  const file = join(tenants, 'catalogs', `${tenant}.json`);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    // The sandbox validates it when it starts.
    return JSON.parse(text) as ZuoraCatalog;
  } catch (error) {
    throw new SyntaxError(`${file} is not JSON: correct it, or remove it.`, { cause: error });
  }
}
