import { describe, expect, it } from 'vitest';
import type { AlarmMetric } from '../../../blueprint/alarms/alarm-spec.ts';
import { backgroundFunctions } from '../../../blueprint/alarms/alarms.ts';
import { createBlueprint } from '../../../blueprint/blueprint.ts';
import { checkTenantConfig } from '../../../core/config/check-tenant-config.ts';
import type { JsonObject } from '../../../core/json.ts';
import { tenantFile, testCatalog } from '../../core/test-catalog.ts';

const webhook = { url: 'https://hooks.example.org', events: ['order.failed'], basicAuth: 'auth/hooks' };
const { config } = checkTenantConfig(
  tenantFile({
    overrides: [{ name: 'renewal', match: { orderType: ['renew'] }, exclude: ['crm'] }],
    webhooks: [
      { ...webhook, name: 'crm-feed' },
      { ...webhook, name: 'off', enabled: false },
    ],
  }),
  testCatalog,
);
if (config === undefined) throw new TypeError('Expected the tenant file of the test to be valid.');
function blueprintOf(file: JsonObject) {
  const checked = checkTenantConfig(file, testCatalog);
  if (checked.config === undefined) throw new TypeError('Expected the tenant file of the test to be valid.');
  return createBlueprint(checked.config, testCatalog);
}

const { alarms, functions, identityFunctions } = createBlueprint(config, testCatalog);

describe('alarms', () => {
  it('are distinct, and each names its subject in the mail', () => {
    const keys = alarms.map(({ id, subject }) => JSON.stringify([id, subject]));
    expect(new Set(keys).size).toBe(alarms.length);
    expect(new Set(alarms.map(({ description }) => description)).size).toBe(alarms.length);
    for (const { description, subject } of alarms) expect(description).toContain(subject?.name ?? '');
  });

  it('watch only what the blueprint has', () => {
    const known: Partial<Record<AlarmMetric['of'], readonly string[]>> = {
      function: [...functions, ...identityFunctions].map(({ id }) => id),
      webhook: ['crm-feed'],
    };
    for (const { metric } of alarms) if ('name' in metric) expect(known[metric.of], metric.name).toContain(metric.name);
  });

  it('are as many with two hundred sequences as with one: each kind of failure has one metric', () => {
    const overrides = Array.from({ length: 199 }, (_, at) => ({
      name: `o${at}`,
      match: { processingType: [`type-${at}`] },
      exclude: ['crm'],
    }));
    const ids = (file: JsonObject) => blueprintOf(tenantFile(file)).alarms.map(({ id }) => id);
    expect(ids({ overrides })).toEqual(ids({}));
  });

  it('watch the functions in the background, whose failures no other alarm shows, and name them in the mail', () => {
    const watched = backgroundFunctions(createBlueprint(config, testCatalog)).map(({ id }) => id);
    expect(watched.toSorted()).toEqual(['complete-order', 'execution-ended', 'retention', 'sweeper']);
    const { description = '' } = alarms.find(({ id }) => id === 'FunctionsFailing') ?? {};
    for (const name of watched) expect(description).toContain(name);
  });

  it('say what to do in at most as many characters as CloudWatch takes', () => {
    // Source: Amazon CloudWatch API Reference, PutMetricAlarm, AlarmDescription.
    for (const { id, description } of alarms) expect([id, description.length <= 1024]).toEqual([id, true]);
  });

  it('fire at once when nobody can sign in, and only where a user pool signs people in', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        id: 'Errors',
        subject: { kind: 'function', name: 'limit-scopes' },
        description: expect.stringContaining('nobody can sign in'),
        threshold: 1,
      }),
    );
    const auth = { issuer: 'https://id.example.org', audience: ['orders'] };
    const own = checkTenantConfig(tenantFile({ api: { auth } }), testCatalog).config;
    if (own === undefined) throw new TypeError('Expected the tenant file with an issuer to be valid.');
    expect(createBlueprint(own, testCatalog).alarms.map(({ subject }) => subject?.name)).not.toContain('limit-scopes');
  });
});
