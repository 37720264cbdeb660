import { createHash } from 'node:crypto';
import { canonicalJson } from '../json.ts';
import type { TenantConfig } from './tenant-config.ts';

const known = new WeakMap<TenantConfig, string>();

/**
 * Returns the version of a tenant's config: 12 hex digits of the hash of its content with all defaults, regardless of layout and the
 * order of keys.
 */
export function configVersion(config: TenantConfig): string {
  const version = known.get(config) ?? hashOf(config);
  known.set(config, version);
  return version;
}

function hashOf(config: TenantConfig): string {
  return createHash('sha256').update(canonicalJson(config)).digest('hex').slice(0, 12);
}
