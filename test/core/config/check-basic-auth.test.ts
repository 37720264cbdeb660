import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { pluginCatalog } from '../../../plugins/registry.ts';

const callout = (options: JsonObject): JsonObject => ({ name: 'calloutPlugin', critical: true, options });

describe('a host with basic auth', () => {
  const problems = (basicAuth: JsonObject, processOrder: readonly JsonObject[]) =>
    checkTenantConfig({ tenant: 'acme', processOrder: [...processOrder], outbound: { basicAuth } }, pluginCatalog())
      .problems;

  it('must be named by the options of a step', () => {
    const steps = [
      callout({ endpoint: 'https://API.example.org:8443/', statusUrl: 'https://status.example.org./{idempotencyKey}' }),
    ];
    expect(problems({ 'api.example.org': 'auth/api', 'status.example.org': 'auth/status' }, steps)).toEqual([]);
    expect(problems({ 'other.example.org': 'auth/other' }, steps)).toMatchObject([
      { path: 'outbound.basicAuth["other.example.org"]' },
    ]);
  });

  it('may be that of the sandbox', () => {
    const steps = [callout({ endpoint: 'http://{sandbox}/provisioning/orders' })];
    expect(problems({ '127.0.0.1': 'provisioning' }, steps)).toEqual([]);
    expect(problems({ 'api.example.org': 'auth/api' }, steps)).toHaveLength(1);
    expect(problems({ '{sandbox}': 'provisioning' }, steps)).toMatchObject([
      { message: expect.stringMatching(/The sandbox is "127\.0\.0\.1"\.?$/) },
    ]);
  });

  it('has no placeholder', () => {
    for (const options of [
      { endpoint: 'https://{region}.example.org/' },
      { endpoint: 'https://a.example.org/', statusUrl: 'https://{idempotencyKey}.example.org/' },
    ])
      expect(problems({}, [callout(options)]).map(({ message }) => message)).toEqual([
        expect.stringContaining('a host without a placeholder'),
      ]);
  });
});
