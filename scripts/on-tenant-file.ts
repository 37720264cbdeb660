import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseTenantConfig } from '../core/config/check-tenant-config.ts';
import { type TenantConfig, TenantConfigInvalid } from '../core/config/tenant-config.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { isHelpRequested } from './is-help-requested.ts';

/** A valid tenant file. */
export interface CheckedTenantFile {
  /** Its path, as given to the script. */
  readonly file: string;
  readonly config: TenantConfig;
  readonly catalog: PluginCatalog;
}

/** The path given to a script is not a readable file. */
class TenantFileMissing extends Error {
  override readonly name = 'TenantFileMissing';
}

/** Where a script prints. */
export type Output = Pick<Console, 'log' | 'error'>;

/**
 * Runs a script whose only argument is a tenant file.
 *
 * @param args command line arguments
 * @param act returns what the script prints about the file, or throws TenantConfigInvalid
 * @returns the exit code: 0 on success, 1 if the file has problems, 2 for wrong usage
 */
export async function onTenantFile(
  args: readonly string[],
  usage: string,
  act: (tenant: CheckedTenantFile) => string,
  output: Output = console,
): Promise<number> {
  const rejectUsage = (message: string): number => {
    output.error(message);
    return 2;
  };
  if (isHelpRequested(args)) {
    output.log(usage);
    return 0;
  }
  const [file, ...others] = args;
  if (file === undefined || others.length > 0) return rejectUsage(usage);
  const catalog = pluginCatalog();
  try {
    output.log(
      act({
        file,
        config: parseTenantConfig(await readTenantText(file), file, catalog, basename(file, '.json')),
        catalog,
      }),
    );
    return 0;
  } catch (error) {
    if (error instanceof TenantFileMissing) return rejectUsage(`${error.message}\n${usage}`);
    if (!(error instanceof TenantConfigInvalid)) throw error;
    output.error(error.message);
    return 1;
  }
}

async function readTenantText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new TenantFileMissing(`There is no tenant file at ${file}. Check the path, e.g. tenants/acme.json.`, {
      cause,
    });
  }
}
