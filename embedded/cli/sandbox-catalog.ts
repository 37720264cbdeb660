import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ZuoraCatalog } from '../../sandbox/sandbox.ts';

const CATALOGS = new URL('../../tenants/catalogs/', import.meta.url);

/**
 * Reads what the sandbox Zuora sells to a tenant, from `tenants/catalogs/<tenant>.json`.
 *
 * @returns undefined if the tenant has no catalogue
 * @throws SyntaxError the file is not JSON; the message names it
 */
export async function readSandboxCatalog(tenant: string): Promise<ZuoraCatalog | undefined> {
  const file = new URL(`${tenant}.json`, CATALOGS);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    // The sandbox validates it when it starts.
    return JSON.parse(text) as ZuoraCatalog;
  } catch (error) {
    throw new SyntaxError(`${fileURLToPath(file)} is not JSON: correct it, or remove it.`, { cause: error });
  }
}
