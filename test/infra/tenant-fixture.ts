import { createBlueprint } from '../../blueprint/blueprint.ts';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import type { TenantConfig } from '../../core/config/tenant-config.ts';
import { pluginCatalog } from '../../plugins/registry.ts';

const CALLOUT = {
  name: 'calloutPlugin',
  critical: false,
  options: { endpoint: 'https://warehouse.example.org/orders' },
};

/** A tenant with secrets, three sequences and three webhooks. Two sequences differ in case only, two webhooks in "_". */
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
  retiredSequences: ['retired'],
  webhooks: [
    {
      name: 'crm-feed',
      url: 'https://hooks.example.org/orders',
      events: ['order.submitted', 'order.completed'],
      orderTypes: ['new'],
      signingSecret: 'webhooks/crm-feed',
    },
    { name: 'crm_feed', url: 'https://hooks.example.org/all', events: ['order.failed'], basicAuth: 'auth/hooks' },
    { name: 'off', url: 'https://off.example.org', events: ['order.failed'], basicAuth: 'auth/hooks', enabled: false },
  ],
  outbound: { basicAuth: { 'warehouse.example.org': 'auth/warehouse' } },
};

/** The config of a tenant file, checked as a deployment checks it. */
export function tenantConfig(file: object = TENANT_FILE): TenantConfig {
  return parseTenantConfig(JSON.stringify(file), 'fixture.json', pluginCatalog());
}

/** The blueprint of a tenant file. */
export const blueprint = (file?: object) => createBlueprint(tenantConfig(file), pluginCatalog());
