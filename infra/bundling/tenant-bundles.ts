import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEQUENCES_FILE } from '../../blueprint/blueprint.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import type { FunctionBundle } from './bundle-functions.ts';

/** Options of `tenantBundles`. */
export interface TenantBundlesOptions {
  /** Bundles by function id, without a tenant's data. */
  readonly bundles: ReadonlyMap<string, FunctionBundle>;
  /** Path of the tenant file, which every bundle contains as `tenant.json`. */
  readonly tenantFile: string;
  /** The tenant's sequences, which every bundle contains as `sequences.json`. */
  readonly sequences: readonly Sequence[];
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
  tenantFile,
  sequences,
  directory,
}: TenantBundlesOptions): (functionId: string) => string {
  return (functionId) => {
    const bundle = bundles.get(functionId);
    if (bundle === undefined)
      throw new TypeError(`Expected a bundle of ${functionId}, found those of ${[...bundles.keys()].join(', ')}.`);
    const own = join(directory, functionId);
    mkdirSync(own, { recursive: true });
    for (const file of bundle.files) cpSync(join(bundle.directory, file), join(own, file));
    cpSync(tenantFile, join(own, 'tenant.json'));
    writeFileSync(join(own, SEQUENCES_FILE), JSON.stringify(sequences));
    return own;
  };
}
