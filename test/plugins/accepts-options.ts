import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import { catalogOf, type Plugin } from '../../core/plugin/define-plugin.ts';

/** Whether a tenant file may give these options to a plugin: by their schema, and by the expressions they hold. */
export function acceptsOptions(plugin: Plugin, options: object): boolean {
  const file = { tenant: 'acme', processOrder: [{ name: plugin.name, critical: false, options }] };
  return checkTenantConfig(file, catalogOf([plugin])).problems.length === 0;
}
