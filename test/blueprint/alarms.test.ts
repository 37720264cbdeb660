import { describe, expect, it } from 'vitest';
import type { AlarmMetric } from '../../blueprint/alarms.ts';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
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
const { alarms, functions, stateMachines } = createBlueprint(config, testCatalog);

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
      function: functions.map(({ id }) => id),
      stateMachine: stateMachines.map(({ id }) => id),
      webhook: ['crm-feed'],
    };
    const named = alarms.flatMap(({ metric }) => termsOf(metric)).filter((metric) => 'name' in metric);
    for (const { of, name } of named) expect(known[of], name).toContain(name);
    for (const kind of ['function', 'stateMachine', 'webhook'] as const)
      expect(new Set(named.filter((metric) => metric.of === kind).map(({ name }) => name))).toEqual(
        new Set(known[kind]),
      );
  });

  it('take errors for faults only in functions that do not throw outcomes', () => {
    const watched = alarms.filter(({ id }) => id === 'Errors').map(({ subject }) => subject?.name);
    expect(watched).toContain('complete-order');
    expect(watched).not.toContain('webhook-sender');
    expect(watched.filter((name) => name?.startsWith('plugin-'))).toEqual([]);
  });
});
