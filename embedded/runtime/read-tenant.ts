import { readFile } from 'node:fs/promises';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import { stagedText } from '../../core/config/stages.ts';
import { type TenantConfig, TenantConfigInvalid } from '../../core/config/tenant-config.ts';
import { withSandbox } from '../../core/hosts.ts';
import type { PluginCatalog } from '../../core/plugin/define-plugin.ts';

/** A tenant file that has been checked. */
export interface TenantFile {
  readonly config: TenantConfig;
  /** The text of the file, with the changes of the stage and the address of the sandbox. */
  readonly text: string;
}

/** Options of {@link readTenant}. */
export interface TenantFileOptions {
  readonly tenant?: string | undefined;
  readonly stage?: string | undefined;
  readonly sandboxUrl?: string | undefined;
}

/**
 * Reads and checks a tenant file.
 *
 * @param options `tenant`: the tenant that the file must be of, default any; `stage`: one of its stages, if it has any; `sandboxUrl`: base URL of the sandbox, which
 *   replaces `http://{sandbox}`
 * @throws TenantConfigInvalid it cannot be read, is not JSON, or has problems, which are all listed
 */
export async function readTenant(
  file: string,
  catalog: PluginCatalog,
  { tenant, stage, sandboxUrl }: TenantFileOptions = {},
): Promise<TenantFile> {
  const written = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const message = `Expected a readable file, found ${cause.code}: check the path.`;
    throw Object.assign(new TenantConfigInvalid(file, [{ path: '', message }]), { cause });
  });
  const text = sandboxUrl === undefined ? written : withSandbox(written, sandboxUrl);
  const config = parseTenantConfig(text, file, catalog, tenant, stage);
  return { config, text: stagedText(text, stage) };
}
