import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { tenantConfigSchema } from '../../../core/config/tenant-config.ts';
import { refuseAnotherTenant, writeTenant } from '../../../embedded/runtime/data-folder-tenant.ts';
import { startRuntime } from '../../../embedded/runtime/runtime.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const copy = (text: string) => writeFile(join(dataDir, 'tenant.json'), text);

it.each([
  ['a new folder', undefined],
  ['a folder of the tenant', '{"tenant":"acme","processOrder":[]}'],
  ['a folder whose copy of the tenant file was cut off', '{"tenant":"de'],
])('accepts %s', async (_, text) => {
  if (text !== undefined) await copy(text);
  await expect(refuseAnotherTenant(dataDir, 'acme')).resolves.toBeUndefined();
});

it('refuses the folder of another stage, and says how to go on with that one', async () => {
  await copy('{"tenant":"acme_TEST","processOrder":[]}');
  await expect(refuseAnotherTenant(dataDir, 'acme_TEST')).resolves.toBeUndefined();
  for (const other of ['acme', 'acme_PROD'])
    await expect(refuseAnotherTenant(dataDir, other)).rejects.toThrow('set TENANT=acme STAGE=test to go on');
});

it('refuses the folder of another tenant, with the way out, and leaves it as it is', async () => {
  await copy('{"tenant":"demo","processOrder":[]}');
  const tenantFile = join(dataDir, 'acme.json');
  await writeFile(tenantFile, '{"tenant":"acme","processOrder":[]}');
  const before = await readdir(dataDir);
  const refused = expect.objectContaining({
    name: 'DataFolderOfAnotherTenant',
    message: expect.stringMatching(/holds the orders of demo: set TENANT=demo .* or set DATA_DIR to a folder for acme/),
  });
  await expect(refuseAnotherTenant(dataDir, 'acme')).rejects.toEqual(refused);
  await expect(startRuntime({ tenantFile, dataDir, port: 0, awsPort: 0 })).rejects.toEqual(refused);
  expect((await readdir(dataDir)).filter((file) => !file.startsWith('runtime.'))).toEqual(before);
});

it('writes what functions read of the tenant, and accepts the folder from then on', async () => {
  for (const collisions of ['refuse', 'allow']) {
    const text = JSON.stringify({ tenant: 'acme', processOrder: [], collisions });
    const config = tenantConfigSchema.parse(JSON.parse(text));
    const file = await writeTenant(dataDir, { text, config, sequences: [] });
    expect(file).toBe(join(dataDir, 'tenant.json'));
    expect(await readFile(file, 'utf8')).toBe(text);
    expect(JSON.parse(await readFile(join(dataDir, 'config.json'), 'utf8'))).toEqual(config);
    expect(await readFile(join(dataDir, 'sequences.json'), 'utf8')).toBe('[]');
  }
  await expect(refuseAnotherTenant(dataDir, 'acme')).resolves.toBeUndefined();
  await expect(refuseAnotherTenant(dataDir, 'demo')).rejects.toThrow('holds the orders of acme');
});
