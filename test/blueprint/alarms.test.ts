import { describe, expect, it } from 'vitest';
import type { AlarmMetric } from '../../blueprint/alarms.ts';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { tenantFile, testCatalog } from '../core/test-catalog.ts';

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
const { alarms, functions, identityFunctions, stateMachines } = createBlueprint(config, testCatalog);

function termsOf(metric: AlarmMetric): readonly AlarmMetric[] {
  return metric.of === 'sum' ? Object.values(metric.terms).flatMap(termsOf) : [metric];
}

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
      stateMachine: stateMachines.map(({ id }) => id),
      webhook: ['crm-feed'],
    };
    const named = alarms.flatMap(({ metric }) => termsOf(metric)).filter((metric) => 'name' in metric);
    for (const { of, name } of named) expect(known[of], name).toContain(name);
    for (const kind of ['stateMachine', 'webhook'] as const)
      expect(new Set(named.filter((metric) => metric.of === kind).map(({ name }) => name))).toEqual(
        new Set(known[kind]),
      );
  });

  it('watch each order type instead, if the tenant has so many sequences that theirs would cost more', () => {
    const withSequences = (count: number) => {
      const overrides = Array.from({ length: count - 1 }, (_, at) => ({
        name: `o${at}`,
        match: { processingType: [`type-${at}`] },
        exclude: ['crm'],
      }));
      const checked = checkTenantConfig(tenantFile({ overrides }), testCatalog);
      if (checked.config === undefined) throw new TypeError('Expected the tenant file of the test to be valid.');
      const failing = createBlueprint(checked.config, testCatalog).alarms.filter(({ id }) => id === 'OrdersFailing');
      return failing.map(({ subject }) => subject?.kind);
    };
    expect(withSequences(6)).toEqual(Array(6).fill('sequence'));
    expect(withSequences(7)).toEqual(Array(ORDER_TYPES.length).fill('orderType'));
  });

  it.each(['Errors', 'Throttled'])('%s watch the functions whose failures no other alarm shows', (alarm) => {
    const watched = alarms.filter(({ id }) => id === alarm).map(({ subject }) => subject?.name);
    expect(watched).toEqual(expect.arrayContaining(['complete-order', 'execution-ended', 'sweeper', 'retention']));
    for (const shown of ['submit-order', 'read-orders', 'webhook-sender', 'release-orders', 'plugin-crm'])
      expect(watched).not.toContain(shown);
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
