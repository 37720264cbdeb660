import { basename } from 'node:path';
import { parseTenantConfig, TenantConfigInvalid } from '../core/config/check-tenant-config.ts';
import type { TenantConfig } from '../core/config/tenant-config.ts';
import type { PluginCatalog } from '../core/plugin/define-plugin.ts';
import { pluginCatalog } from '../plugins/registry.ts';
import { asksForHelp } from './asks-for-help.ts';
import { readTenantText, TenantFileMissing } from './read-tenant-text.ts';

/** A tenant file that has no problems. */
export interface CheckedTenantFile {
  /** Its path, as the script was given it. */
  readonly file: string;
  readonly config: TenantConfig;
  readonly catalog: PluginCatalog;
}

/** Where a script prints. */
export type Output = Pick<Console, 'log' | 'error'>;

/**
 * Runs a script whose one argument is a tenant file.
 *
 * @param args of the command line
 * @param act tells what the script has to say about the file
 * @returns the exit code: 0 when it did, 1 when the file has problems, 2 for a wrong call
 */
export async function onTenantFile(
  args: readonly string[],
  usage: string,
  act: (tenant: CheckedTenantFile) => string,
  output: Output = console,
): Promise<number> {
  const refuse = (message: string): number => {
    output.error(message);
    return 2;
  };
  if (asksForHelp(args)) {
    output.log(usage);
    return 0;
  }
  const [file, ...others] = args;
  if (file === undefined || others.length > 0) return refuse(usage);
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
    if (error instanceof TenantFileMissing) return refuse(`${error.message}\n${usage}`);
    if (!(error instanceof TenantConfigInvalid)) throw error;
    output.error(error.message);
    return 1;
  }
}
