import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SEQUENCES_FILE } from '../../blueprint/blueprint.ts';
import { chooseSequence, type ResolvedSequence } from '../../core/config/resolve-sequence.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';

/** Returns the sequence of an order according to the deployed config. */
export type CurrentSequence = (order: JsonObject) => Promise<ResolvedSequence>;

/**
 * Creates the function that chooses an order's sequence from the config deployed with it. The sequences were built at
 * deployment, so they equal those of the state machines and need no plugin code.
 *
 * @param configFile the tenant file, in the same folder as the built sequences
 * @param readConfig returns its content
 */
export function createCurrentSequence(configFile: string, readConfig: () => Promise<TenantConfig>): CurrentSequence {
  let deployed: Promise<readonly [TenantConfig, readonly Sequence[]]> | undefined;
  return async (order) => {
    deployed ??= Promise.all([readConfig(), readSequences(configFile)]);
    const [config, sequences] = await deployed;
    return chooseSequence(config, sequences, order);
  };
}

/** Reads the sequences that were built at deployment. @param configFile the tenant file, in the same folder */
export async function readSequences(configFile: string): Promise<readonly Sequence[]> {
  return JSON.parse(await readFile(join(dirname(configFile), SEQUENCES_FILE), 'utf8')) as readonly Sequence[];
}
