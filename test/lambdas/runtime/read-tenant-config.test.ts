import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTenantConfig } from '../../../lambdas/runtime/read-tenant-config.ts';
import { deployTenant } from '../../helpers/deploy-tenant.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenant-config-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('readTenantConfig', () => {
  it('returns the checked config with its defaults, whatever has become of the tenant file since', async () => {
    const file = await deployTenant(folder);
    await writeFile(file, '{"tenant":"other"}');
    expect(await readTenantConfig(file)).toMatchObject({ tenant: 'acme', overrides: [], onCriticalFailure: 'stop' });
  });

  it.each([
    ['the file is missing', (file: string) => rm(file), 'no readable file (ENOENT)'],
    ['a folder has its name', (file: string) => rm(file).then(() => mkdir(file)), 'no readable file (EISDIR)'],
    ['it was cut off', (file: string) => writeFile(file, '{"tenant":'), 'text that is not JSON'],
  ])('names the file, what is wrong and what to do if %s', async (_, damage, found) => {
    const file = await deployTenant(folder);
    const config = join(folder, 'config.json');
    await damage(config);
    await expect(readTenantConfig(file)).rejects.toMatchObject({
      name: 'DeployedConfigInvalid',
      message: `Expected the checked config of the tenant in ${config}, found ${found}. Deploy the function again, or on one machine start the system again.`,
      cause: expect.any(Error),
    });
  });
});
