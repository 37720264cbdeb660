import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBlueprint } from '../../blueprint/blueprint.ts';
import { deployedFiles } from '../../blueprint/deployed-files.ts';
import { parseTenantConfig } from '../../core/config/check-tenant-config.ts';
import { configVersion } from '../../core/config/config-version.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import { testCatalog } from '../core/test-catalog.ts';

/** A tenant file with a value for what the examples leave out. */
const MANY_OPTIONS = {
  tenant: 'acme',
  timeZone: 'Europe/London',
  processOrder: [
    { name: 'crm', critical: true, retry: { maxAttempts: 2, backoffRate: 1.5 }, when: 'true', patience: 'PT4H' },
  ],
  overrides: [{ name: 'renewals', match: { orderType: ['submitted', 'renew'] }, exclude: ['crm'] }],
  connections: { crm: { concurrency: 10 } },
  concurrency: { accountLimit: 2000, reserved: { 'submit-order': 100 } },
  retention: { orders: 'P1Y' },
  webhooks: [{ name: 'own', url: 'https://own.example.org', events: ['order.completed'], signingSecret: 'own' }],
  outbound: { allowedHosts: ['*.example.org'] },
  api: { auth: { issuer: 'https://login.example.org', audience: ['orders'] }, maxWaitSeconds: 0 },
};

const examples = readdirSync('tenants')
  .filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'))
  .map((name) => [`tenants/${name}`, readFileSync(`tenants/${name}`, 'utf8'), pluginCatalog()] as const);

describe('the files of a deployment', () => {
  it.each([...examples, ['a file with many options', JSON.stringify(MANY_OPTIONS), testCatalog] as const])(
    'of %s hold the very config that was checked',
    (name, text, catalog) => {
      const config = parseTenantConfig(text, name, catalog);
      const { sequences, configVersion: version } = createBlueprint(config, catalog);
      const files = deployedFiles({ text, config, sequences });
      expect(Object.keys(files)).toEqual(['tenant.json', 'config.json', 'sequences.json']);
      expect(files['tenant.json']).toBe(text);
      const read = JSON.parse(files['config.json'] ?? '');
      expect(read).toStrictEqual(config);
      expect(configVersion(read)).toBe(version);
      expect(JSON.parse(files['sequences.json'] ?? '')).toEqual(sequences);
    },
  );
});
