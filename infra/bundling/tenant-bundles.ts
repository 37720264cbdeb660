import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DeployedTenant, deployedFiles } from '../../blueprint/deployed-files.ts';
import { CONSOLE_FUNCTION } from '../../blueprint/functions/function-ids.ts';
import type { FunctionBundle } from './bundle-functions.ts';

/** Options of `tenantBundles`. */
export interface TenantBundlesOptions {
  /** Bundles by function id, without a tenant's data. */
  readonly bundles: ReadonlyMap<string, FunctionBundle>;
  /** What every bundle contains of the tenant. */
  readonly deployed: DeployedTenant;
  /** Folder of the built console, which the bundle of its function contains as `console/`. */
  readonly consoleFiles: string;
  /** Folder for the bundles: one folder per function. */
  readonly directory: string;
}

/**
 * Adds a tenant's data to the bundles of its functions.
 *
 * @returns a function that creates and returns the folder of a function's bundle; it throws TypeError for an unknown id
 */
export function tenantBundles({
  bundles,
  deployed,
  consoleFiles,
  directory,
}: TenantBundlesOptions): (functionId: string) => string {
  const files = Object.entries(deployedFiles(deployed));
  return (functionId) => {
    const bundle = bundles.get(functionId);
    if (bundle === undefined)
      throw new TypeError(`Expected a bundle of ${functionId}, found those of ${[...bundles.keys()].join(', ')}.`);
    const own = join(directory, functionId);
    mkdirSync(own, { recursive: true });
    for (const file of bundle.files) cpSync(join(bundle.directory, file), join(own, file));
    for (const [name, text] of files) writeFileSync(join(own, name), text);
    if (functionId === CONSOLE_FUNCTION) cpSync(consoleFiles, join(own, 'console'), { recursive: true });
    return own;
  };
}
