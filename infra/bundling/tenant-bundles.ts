import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SEQUENCES_FILE } from '../../blueprint/blueprint.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import type { FunctionBundle } from './bundle-functions.ts';

/** The bundles of one tenant's functions. */
export interface TenantBundlesOptions {
  /** Bundles by function id, without a tenant's data. */
  readonly bundles: ReadonlyMap<string, FunctionBundle>;
  /** The tenant file that every function gets as `tenant.json`. */
  readonly tenantFile: string;
  /** The tenant's sequences, which stand beside it. */
  readonly sequences: readonly Sequence[];
  /** Folder that gets one folder per function. */
  readonly directory: string;
}

/**
 * Puts the tenant file beside the code.
 *
 * @returns the folder of a function's bundle, made when it is asked for; it throws TypeError for an unknown function
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
