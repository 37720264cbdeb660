import * as z from 'zod';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import type { InputProblem } from '../../core/input-problems.ts';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { catalogOf, definePlugin, type PluginCatalog } from '../../core/plugin/define-plugin.ts';
import { RECOGNISED_BY_DATA } from '../../core/plugin/idempotency.ts';

const crm = definePlugin({
  name: 'crm',
  service: 'salesforce',
  summary: 'Finds the customer.',
  effect: { idempotent: RECOGNISED_BY_DATA },
  options: z.strictObject({
    connection: z.string().min(1).default('crm').describe('Secret of the connection.'),
    recordType: z.string().optional(),
  }),
  secrets: (options) => [options.connection],
  connection: (options) => options.connection,
  run: async () => ({ output: {} }),
});

const billing = definePlugin({
  name: 'billing',
  service: 'zuora',
  summary: 'Creates the subscriptions.',
  effect: 'at-most-once',
  timeoutSeconds: 60,
  options: z.strictObject({
    ratePlans: z.record(z.string(), z.string()).default({}),
    note: z.array(z.string()).default([]),
  }),
  neededOptions: { new: ['ratePlans'], add_offer: ['ratePlans'] },
  secrets: () => ['billing'],
  run: async () => ({ output: {} }),
  probe: async () => ({ applied: false }),
  compensate: async () => undefined,
});

const callout = definePlugin({
  name: 'callout',
  service: 'limio',
  summary: 'Posts the order.',
  effect: { idempotent: RECOGNISED_BY_DATA },
  options: z.strictObject({
    endpoint: z.url({ protocol: /^https$/ }),
    timeoutMs: z.int().positive().default(2000),
    signingSecret: z.string().optional(),
  }),
  connection: ({ endpoint }) => new URL(endpoint).hostname,
  secrets: ({ signingSecret }) => (signingSecret === undefined ? [] : [signingSecret]),
  run: async () => ({ output: {} }),
});

/** Three plugins, one of each kind: with a connection, at most once, and with a required option. */
export const testCatalog: PluginCatalog = catalogOf([crm, billing, callout]);

/** A minimal step for each plugin of the test catalog. */
export const STEPS = {
  crm: { name: 'crm', critical: true },
  billing: { name: 'billing', critical: true },
  callout: { name: 'callout', critical: false, options: { endpoint: 'https://warehouse.example.org/orders' } },
} as const satisfies Record<string, JsonObject>;

/** Returns a tenant file with one step of each plugin, and the changes of a test. */
export function tenantFile(changes: JsonObject = {}): JsonObject {
  return { tenant: 'acme', processOrder: [STEPS.crm, STEPS.billing], postProcessOrder: [STEPS.callout], ...changes };
}

/** Returns the problems of a tenant file, checked against the test catalog. */
export function problemsOf(file: JsonValue): readonly InputProblem[] {
  return checkTenantConfig(file, testCatalog).problems;
}
