import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTenantFiles } from '../../infra/tenant-files.ts';
import { pluginCatalog } from '../../plugins/registry.ts';
import { TENANT_FILE } from './tenant-fixture.ts';

let directory: string;
const write = (file: string, content: object | string) =>
  writeFile(join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
const read = async (tenant?: string, stage?: string) =>
  (await readTenantFiles(directory, pluginCatalog(), { tenant, stage })).map(({ config }) => config.tenant);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenants-'));
  await write('acme.json', { ...TENANT_FILE, tenant: 'acme' });
  await write('fixture.json', TENANT_FILE);
  await write('order-processing.schema.json', '{}');
});
afterEach(() => rm(directory, { recursive: true }));

describe('readTenantFiles', () => {
  it('reads every tenant file, and skips schemas and other files', async () => {
    await write('README.md', '# tenants');
    expect(await read()).toEqual(['acme', 'fixture']);
  });

  it('reads a single tenant, even if others have problems', async () => {
    await write('acme.json', '{');
    expect(await read('fixture')).toEqual(['fixture']);
  });

  it('lists the tenants if there is none of that name', async () => {
    await expect(read('nobody')).rejects.toMatchObject({
      name: 'UnknownTenant',
      message: expect.stringMatching(/"nobody".*acme, fixture/),
    });
  });

  it('lists every problem of a file', async () => {
    await write('acme.json', {
      ...TENANT_FILE,
      tenant: 'acme',
      unknown: 1,
      processOrder: [{ name: 'nothing', critical: true }],
    });
    await expect(read()).rejects.toMatchObject({
      name: 'TenantConfigInvalid',
      problems: expect.arrayContaining([
        expect.objectContaining({ path: 'processOrder[0].name' }),
        expect.objectContaining({ path: 'unknown' }),
      ]),
    });
  });

  it('rejects a file that is not named after its tenant', async () => {
    await write('other.json', { ...TENANT_FILE, tenant: 'acme' });
    await expect(read('other')).rejects.toMatchObject({
      name: 'TenantConfigInvalid',
      problems: [{ path: 'tenant', message: expect.stringContaining('"other"') }],
    });
  });
});
