import type { JsonObject } from '../../core/json.ts';
import { type ResolvedSequence, resolveSequence } from '../../core/sequence/resolve-sequence.ts';
import { readTenantConfig } from '../runtime/read-tenant-config.ts';

/** Finds the sequence that an order takes by today's config. */
export type TodaysSequence = (order: JsonObject) => Promise<ResolvedSequence>;

/**
 * Finds sequences by the config that is deployed with the function. The code of all plugins, which know their metadata,
 * is loaded with the first question and not at every cold start.
 */
export function createTodaysSequence(configFile: string): TodaysSequence {
  return async (order) => {
    const [config, { pluginCatalog }] = await Promise.all([
      readTenantConfig(configFile),
      import('../../plugins/registry.ts'),
    ]);
    return resolveSequence(config, pluginCatalog(), order);
  };
}
