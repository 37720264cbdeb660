import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SEQUENCES_FILE } from '../../blueprint/blueprint.ts';
import { chooseSequence, type ResolvedSequence } from '../../core/config/resolve-sequence.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Sequence } from '../../core/sequence/sequence.ts';
import { readTenantConfig } from '../runtime/read-tenant-config.ts';

/** Finds the sequence that an order takes by today's config. */
export type CurrentSequence = (order: JsonObject) => Promise<ResolvedSequence>;

/**
 * Finds sequences by the config that is deployed with the function, among those that were built when it was deployed: they
 * are those of the state machines, and no plugin's code has to be loaded for them.
 *
 * @param configFile the tenant file; the built sequences stand beside it
 */
export function createCurrentSequence(configFile: string): CurrentSequence {
  let deployed: Promise<readonly [Awaited<ReturnType<typeof readTenantConfig>>, readonly Sequence[]]> | undefined;
  return async (order) => {
    deployed ??= Promise.all([readTenantConfig(configFile), readSequences(configFile)]);
    const [config, sequences] = await deployed;
    return chooseSequence(config, sequences, order);
  };
}

async function readSequences(configFile: string): Promise<readonly Sequence[]> {
  return JSON.parse(await readFile(join(dirname(configFile), SEQUENCES_FILE), 'utf8')) as readonly Sequence[];
}
