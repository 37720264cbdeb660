import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import { catalogOf, type Plugin } from '../../core/plugin/define-plugin.ts';

/** Returns whether a tenant file may contain these options of a plugin, by their schema and their expressions. */
export function acceptsOptions(plugin: Plugin, options: object): boolean {
  const file = { tenant: 'acme', processOrder: [{ name: plugin.name, critical: false, options }] };
  return checkTenantConfig(file, catalogOf([plugin])).problems.length === 0;
}
