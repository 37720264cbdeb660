import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTenantConfig } from '../../core/config/check-tenant-config.ts';
import { tenantJsonSchema } from '../../core/config/tenant-json-schema.ts';
import { pluginCatalog } from '../../plugins/registry.ts';

const folder = new URL('../../tenants/', import.meta.url);
const SCHEMA = 'order-processing.schema.json';

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== SCHEMA);

describe('the tenant files', () => {
  it('are there', () => {
    expect(files).toEqual(expect.arrayContaining(['acme.json', 'demo.json']));
  });

  it.each(files)('%s has no problems', (name) => {
    expect(checkTenantConfig(readJson(name), pluginCatalog()).problems).toEqual([]);
  });

  it.each(files)('%s names its tenant and its schema', (name) => {
    expect(readJson(name)).toMatchObject({ $schema: `./${SCHEMA}`, tenant: name.replace('.json', '') });
  });
});

describe('the JSON Schema of the tenant files', () => {
  it('is in step with the config and the plugins', () => {
    const expected = JSON.parse(JSON.stringify(tenantJsonSchema(pluginCatalog())));
    expect(readJson(SCHEMA), 'Run: npm run schema').toEqual(expected);
  });
});
