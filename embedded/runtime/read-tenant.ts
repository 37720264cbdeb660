import { readFile } from 'node:fs/promises';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import { type TenantConfig, TenantConfigInvalid } from '../../core/config/tenant-config.ts';
import type { PluginCatalog } from '../../core/plugin/define-plugin.ts';

/** A tenant file that has been checked. */
export interface TenantFile {
  readonly config: TenantConfig;
  /** The text of the file. */
  readonly text: string;
}

/**
 * Reads and checks a tenant file.
 *
 * @param tenant the tenant that the file must be of. @default any
 * @throws TenantConfigInvalid it cannot be read, is not JSON, or has problems, which are all listed
 */
export async function readTenant(file: string, catalog: PluginCatalog, tenant?: string): Promise<TenantFile> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const message = `Expected a readable file, found ${cause.code}: check the path.`;
    throw Object.assign(new TenantConfigInvalid(file, [{ path: '', message }]), { cause });
  });
  return { config: parseTenantConfig(text, file, catalog, tenant), text };
}
