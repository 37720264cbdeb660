import { readFile } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '../../core/json.ts';

/** Name of the tenant that is fuzzed. */
export const FUZZ_TENANT = 'fuzz';

/** The tenant whose file and whose catalogue of prices the tenant that is fuzzed has. */
export const MODEL_TENANT = 'demo';

const MODEL = new URL(`../../tenants/${MODEL_TENANT}.json`, import.meta.url);

/**
 * Returns the tenant file of the system that is fuzzed: that of the demo, and a step that waits for a callback. Orders are not
 * checked by plugins when they are submitted, so that exactly the orders that the OpenAPI document describes are accepted.
 *
 * @param sandboxUrl base URL of the partners
 */
export async function fuzzTenant(sandboxUrl: string): Promise<JsonObject> {
  const { api: _, webhooks, ...model } = JSON.parse(await readFile(MODEL, 'utf8'));
  const warehouse: JsonObject = {
    id: 'warehouse',
    name: 'calloutPlugin',
    critical: false,
    timeoutSeconds: 5,
    options: { endpoint: `${sandboxUrl}/provisioning/orders`, timeoutValue: 3000, rejectUnlessOk: true },
    waitFor: 'callback',
    callback: { timeoutSeconds: 3600 },
  };
  return {
    ...model,
    tenant: FUZZ_TENANT,
    postProcessOrder: [warehouse],
    webhooks: webhooks.map((webhook: unknown) => ({
      ...(isJsonObject(webhook) && webhook),
      url: `${sandboxUrl}/receiver/orders`,
    })),
    outbound: { basicAuth: { '127.0.0.1': 'provisioning' } },
  };
}
