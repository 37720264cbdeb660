import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTenant } from '../../../embedded/runtime/read-tenant.ts';
import { testCatalog } from '../../core/test-catalog.ts';

let directory: string;
let file: string;
const text = JSON.stringify({ tenant: 'acme', processOrder: [] });

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'read-tenant-'));
  file = join(directory, 'some-file.json');
  await writeFile(file, text);
});
afterAll(() => rm(directory, { recursive: true }));

it.each([
  ['of a file with any name', undefined],
  ['that is requested', 'acme'],
])('reads the tenant %s', async (_, tenant) => {
  expect(await readTenant(file, testCatalog, tenant)).toMatchObject({ config: { tenant: 'acme' }, text });
});

it('rejects the file of another tenant', async () => {
  await expect(readTenant(file, testCatalog, 'other')).rejects.toMatchObject({
    name: 'TenantConfigInvalid',
    problems: [
      { path: 'tenant', message: 'Expected "other", the name of the file, found "acme": rename one of them.' },
    ],
  });
});

it('rejects a missing file', async () => {
  await expect(readTenant(join(directory, 'none.json'), testCatalog)).rejects.toThrow(/found ENOENT: check the path/);
});
