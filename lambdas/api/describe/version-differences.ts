import { priceDifferencesOf } from '../../../blueprint/price-differences.ts';
import { buildSequences } from '../../../core/config/build-sequences.ts';
import { parseTenantConfig } from '../../../core/config/check-tenant-config.ts';
import { type Difference, differencesOf, type TenantVersion } from '../../../core/config/config-differences.ts';
import { TenantConfigInvalid } from '../../../core/config/tenant-config.ts';
import type { PluginCatalog } from '../../../core/plugin/define-plugin.ts';
import type { ConfigHistory, ConfigVersion } from '../../config-history/config-history.ts';

/** How many deployments before a version are looked at for another one. */
const LOOK_BACK = 50;

/**
 * Returns the version that was deployed before another one.
 *
 * @param number of the latest deployment of `version`
 */
export async function formerVersion(
  history: Pick<ConfigHistory, 'deployments' | 'version'>,
  version: string,
  number: number | undefined,
): Promise<ConfigVersion | undefined> {
  const before = await history.deployments(LOOK_BACK, number);
  const former = before.find((deployment) => deployment.version !== version);
  return former && history.version(former.version);
}

/** Returns how two versions differ in words; null if today's framework cannot read one of them. */
export function differencesBetween(
  before: ConfigVersion,
  after: ConfigVersion,
  catalog: PluginCatalog,
): readonly Difference[] | null {
  const [old, now] = [tenantVersion(before, catalog), tenantVersion(after, catalog)];
  return old && now ? [...differencesOf(old, now), ...priceDifferencesOf(old, now)] : null;
}

function tenantVersion({ config: file, version }: ConfigVersion, catalog: PluginCatalog): TenantVersion | undefined {
  try {
    const config = parseTenantConfig(JSON.stringify(file), version, catalog);
    return { config, sequences: buildSequences(config, catalog) };
  } catch (error) {
    if (!(error instanceof TenantConfigInvalid)) throw error;
    return undefined;
  }
}
