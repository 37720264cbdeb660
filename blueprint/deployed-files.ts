import type { TenantConfig } from '../core/config/tenant-config.ts';
import type { Sequence } from '../core/sequence/sequence.ts';

/** Name of the file with the tenant file as it was deployed, for the history of the config. */
export const TENANT_FILE = 'tenant.json';

/** Name of the file with the checked config, which a deployment puts next to the tenant file. */
export const CONFIG_FILE = 'config.json';

/** Name of the file with the built sequences, which a deployment puts next to the tenant file. */
export const SEQUENCES_FILE = 'sequences.json';

/** What the functions of a tenant are deployed with. */
export interface DeployedTenant {
  /** The text of the tenant file, with the changes of the stage. */
  readonly text: string;
  /** The config that the check of this text returned. */
  readonly config: TenantConfig;
  /** The sequences that were built from this config. */
  readonly sequences: readonly Sequence[];
}

/**
 * Returns the files that a deployment puts next to its functions: their texts by name. All are of one tenant file, so functions
 * trust them and parse none with a schema again.
 */
export function deployedFiles({ text, config, sequences }: DeployedTenant): Readonly<Record<string, string>> {
  return {
    [TENANT_FILE]: text,
    [CONFIG_FILE]: JSON.stringify(config),
    [SEQUENCES_FILE]: JSON.stringify(sequences),
  };
}
