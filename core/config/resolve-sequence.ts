import type { JsonObject } from '../json.ts';
import type { PluginCatalog } from '../plugin/define-plugin.ts';
import { buildSequences } from './build-sequences.ts';
import { type BuiltSequences, chooseSequence, type ResolvedSequence } from './choose-sequence.ts';
import { configVersion } from './config-version.ts';
import type { TenantConfig } from './tenant-config.ts';

/**
 * Finds the sequence of an order: the first override that matches, or else the default one.
 *
 * @param config a tenant file that `checkTenantConfig` accepted
 * @param order an order that the order schema accepted
 */
export function resolveSequence(config: TenantConfig, catalog: PluginCatalog, order: JsonObject): ResolvedSequence {
  return chooseSequence(builtOf(config, catalog), order);
}

const known = new WeakMap<TenantConfig, { readonly catalog: PluginCatalog; readonly built: BuiltSequences }>();

/** Returns the sequences of a config. They are built once: a config may have hundreds, and orders come all the time. */
export function builtOf(config: TenantConfig, catalog: PluginCatalog): BuiltSequences {
  const last = known.get(config);
  if (last?.catalog === catalog) return last.built;
  const built = {
    overrides: config.overrides,
    sequences: buildSequences(config, catalog),
    configVersion: configVersion(config),
  };
  known.set(config, { catalog, built });
  return built;
}
