import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { idlePriceOf, metricsRead } from '../../blueprint/idle-price.ts';
import { secretsToCreate } from '../../blueprint/secrets.ts';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import { synthTenant } from '../infra/synth-tenant.ts';
import { TENANT_FILE } from '../infra/tenant-fixture.ts';

const blueprintOf = (file: object) =>
  createBlueprint(parseTenantConfig(JSON.stringify(file), 'test.json', pluginCatalog()), pluginCatalog());

interface AlarmProperties {
  readonly Metrics?: readonly { readonly MetricStat?: object }[];
}

describe('the price of a month without orders', () => {
  it('counts the metrics that the deployed alarms read', () => {
    const alarms = Object.values(synthTenant().stateless.findResources('AWS::CloudWatch::Alarm'));
    const read = alarms.map(({ Properties }) => {
      const { Metrics }: AlarmProperties = Properties;
      return Metrics === undefined ? 1 : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
    });
    expect(metricsRead(blueprintOf(TENANT_FILE).alarms)).toBe(read.reduce((sum, count) => sum + count, 0));
  });

  it('is the sum of its lines, without the dashboard', () => {
    const { lines, perMonth, dashboard } = idlePriceOf(blueprintOf(TENANT_FILE));
    expect(lines.reduce((sum, line) => sum + line.perMonth, 0)).toBeCloseTo(perMonth, 5);
    expect(dashboard).toBe(3);
    expect(idlePriceOf(blueprintOf({ ...TENANT_FILE, aws: { dashboard: false } })).dashboard).toBe(0);
  });

  it('is under $3 without clients of the user pool, whatever the number of sequences', () => {
    const acme = JSON.parse(readFileSync('tenants/acme.json', 'utf8'));
    const many = Array.from({ length: 50 }, (_, at) => ({ name: `o${at}`, match: { processingType: [`type-${at}`] } }));
    for (const overrides of [acme.overrides, [...acme.overrides, ...many]]) {
      const { lines, perMonth } = idlePriceOf(blueprintOf({ ...acme, overrides }));
      const secrets = lines.find(({ what }) => what.startsWith('Secrets'))?.perMonth;
      expect(secrets).toBe(0.4);
      expect(perMonth).toBeLessThan(3);
    }
  });

  it('counts the secrets of the tenant only if they are in Secrets Manager, and the search key always', () => {
    const secrets = (aws: object) => {
      const { lines } = idlePriceOf(blueprintOf({ ...TENANT_FILE, aws }));
      return lines.find(({ what }) => what === 'Secrets in Secrets Manager');
    };
    const own = secretsToCreate(blueprintOf(TENANT_FILE).functions).length;
    expect(own).toBeGreaterThan(3);
    expect(secrets({})).toMatchObject({ quantity: 1, perMonth: 0.4 });
    expect(secrets({ secrets: 'parameterStore' })).toMatchObject({ quantity: 1 });
    expect(secrets({ secrets: 'secretsManager' })).toMatchObject({ quantity: own + 1 });
  });

  it('counts a client for each role of a user pool, and none with an issuer of its own', () => {
    const clients = (api: object) => {
      const { lines } = idlePriceOf(blueprintOf({ ...TENANT_FILE, api }));
      return lines.find(({ what }) => what === 'Clients of the user pool');
    };
    expect(clients({})).toMatchObject({ quantity: 1, perMonth: 6 });
    expect(clients({ clients: ['channel', 'operator'] })).toMatchObject({ quantity: 2, perMonth: 12 });
    const auth = { issuer: 'https://id.example.org', audience: ['orders'] };
    expect(clients({ auth })).toMatchObject({ quantity: 0, perMonth: 0 });
  });
});
