import { blueprintOf } from '../../core/blueprint.ts';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { pluginCatalog } from '../../plugins/registry.ts';

const CALLOUT = {
  name: 'calloutPlugin',
  critical: false,
  options: { endpoint: 'https://warehouse.example.org/orders' },
};

/** A tenant with three sequences, two of which differ in case only, and a secret of its own for basic auth. */
export const TENANT_FILE = {
  tenant: 'fixture',
  processOrder: [
    { name: 'salesforceV3', critical: true },
    { name: 'platformEvents', critical: false },
  ],
  postProcessOrder: [{ ...CALLOUT, id: 'warehouse' }],
  overrides: [
    { name: 'cancel', match: { orderType: ['cancel_subscription'] }, processOrder: [], exclude: ['warehouse'] },
    { name: 'Cancel', match: { orderType: ['refund'] }, processOrder: [{ ...CALLOUT, critical: true }] },
  ],
  outbound: { basicAuth: { 'warehouse.example.org': 'auth/warehouse' } },
};

/** The config of a tenant file, checked as a deployment checks it. */
export function tenantConfig(file: object = TENANT_FILE): TenantConfig {
  return parseTenantConfig(JSON.stringify(file), 'fixture.json', pluginCatalog());
}

/** What the fixture consists of. */
export const blueprint = () => blueprintOf(tenantConfig(), pluginCatalog());
