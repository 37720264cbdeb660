import * as z from 'zod';
import { builtOf } from '../../../../core/config/resolve-sequence.ts';
import { type TenantConfig, tenantConfigSchema } from '../../../../core/config/tenant-config.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { catalogOf, definePlugin } from '../../../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../../../core/plugin/idempotency.ts';
import type { DescribePorts } from '../../../../lambdas/api/describe/routes.ts';

const ship = definePlugin({
  name: 'ship',
  service: 'delivery',
  summary: 'Ships what can be shipped.',
  effect: { idempotent: RECOGNISED_BY_DATA },
  options: z.strictObject({ countries: z.array(z.string()).default(['GB']) }),
  check(order, { countries }) {
    const items = Array.isArray(order.orderItems) ? order.orderItems.length : 0;
    return [
      ...(countries.includes(String(order.country))
        ? []
        : [{ path: 'country', message: `Expected one of ${countries.join(', ')}, found ${String(order.country)}.` }]),
      ...(items > 1 ? [{ path: 'orderItems', message: `Expected one item, found ${items}.` }] : []),
    ];
  },
  run: async () => ({ output: {} }),
});

const bill = definePlugin({
  name: 'bill',
  service: 'billing',
  summary: 'Bills.',
  effect: 'at-most-once',
  options: z.strictObject({ credentials: z.string() }),
  secrets: ({ credentials }) => [credentials],
  run: async () => ({ output: {} }),
});

/** Two plugins: one that checks orders, and one that does not. */
export const sampleCatalog = catalogOf([ship, bill]);

/** Returns a tenant with both phases, one override, and the given steps in the first phase. */
export function sampleTenant(processOrder: readonly JsonObject[] = [billing]): TenantConfig {
  return tenantConfigSchema.parse({
    tenant: 'acme',
    processOrder,
    postProcessOrder: [{ name: 'ship', critical: false, options: { countries: ['GB', 'SE'] } }],
    overrides: [{ name: 'gift', match: { processingType: ['gift'] }, postProcessOrder: [] }],
    outbound: { allowedHosts: ['*.example.org'], basicAuth: { 'hooks.example.org': 'auth/hooks' } },
  });
}

/** Returns what describes such a tenant. */
export function samplePorts(config = sampleTenant()): Pick<DescribePorts, 'built' | 'catalog' | 'config'> {
  return { config, built: builtOf(config, sampleCatalog), catalog: sampleCatalog };
}

/** A step that bills. */
export const billing: JsonObject = { name: 'bill', critical: true, options: { credentials: 'billing/oauth' } };

/** Returns an order that the schema accepts, with changes. */
export function sampleOrder(changes: JsonObject = {}): JsonObject {
  return {
    order_type: 'new',
    country: 'GB',
    orderItems: [{ offer: { path: '/offers2/Digital Monthly' } }],
    customerDetails: { email: 'ada@example.org' },
    ...changes,
  };
}

/** The history of a config that was never deployed. */
export const noHistory: DescribePorts['openHistory'] = async () => ({
  deployments: async () => [],
  deploymentsOf: async () => [],
  version: async () => undefined,
});
