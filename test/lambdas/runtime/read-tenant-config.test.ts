import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTenantConfig } from '../../../lambdas/runtime/read-tenant-config.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tenant-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, text: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
}

describe('readTenantConfig', () => {
  it('returns the config with its defaults', async () => {
    const file = await fileOf('acme.json', '{"tenant":"acme","processOrder":[]}');
    expect(await readTenantConfig(file)).toMatchObject({ tenant: 'acme', overrides: [], onCriticalFailure: 'stop' });
  });

  it.each([
    ['broken.json', '{"tenant":', '(file): Expected JSON'],
    ['empty.json', '{}', 'tenant: '],
    ['wrong.json', '{"tenant":"acme","processOrder":[],"processPlease":[]}', 'processPlease: Unknown key'],
  ])('names the file %s and says what is wrong', async (name, text, problem) => {
    const file = await fileOf(name, text);
    await expect(readTenantConfig(file)).rejects.toMatchObject({
      name: 'TenantConfigInvalid',
      message: expect.stringContaining(problem),
    });
    await expect(readTenantConfig(file)).rejects.toThrow(file);
  });

  it('throws if the file does not exist', async () => {
    await expect(readTenantConfig(path.join(folder, 'none.json'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
