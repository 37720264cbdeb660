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
  expect(await readTenant(file, testCatalog, { tenant })).toMatchObject({ config: { tenant: 'acme' }, text });
});

it('reads a stage, with the text that functions get', async () => {
  const staged = join(directory, 'staged.json');
  const stages = { test: { collisions: 'allow' }, prod: {} };
  await writeFile(staged, JSON.stringify({ tenant: 'acme', processOrder: [], stages }));
  const read = await readTenant(staged, testCatalog, { tenant: 'acme', stage: 'test' });
  expect(read.config).toMatchObject({ tenant: 'acme_TEST', collisions: 'allow' });
  expect(JSON.parse(read.text)).toEqual({ tenant: 'acme_TEST', processOrder: [], collisions: 'allow' });
  await expect(readTenant(staged, testCatalog, { tenant: 'acme' })).rejects.toMatchObject({
    name: 'TenantConfigInvalid',
    problems: [{ path: 'stages' }],
  });
});

it('rejects the file of another tenant', async () => {
  await expect(readTenant(file, testCatalog, { tenant: 'other' })).rejects.toMatchObject({
    name: 'TenantConfigInvalid',
    problems: [
      { path: 'tenant', message: 'Expected "other", the name of the file, found "acme": rename one of them.' },
    ],
  });
});

it('puts the address of the sandbox into URLs, and leaves other texts alone', async () => {
  const sandboxFile = join(directory, 'sandbox.json');
  const webhook = { name: 'a', url: 'http://{sandbox}/receiver/a', events: ['order.completed'], basicAuth: 'receiver' };
  await writeFile(sandboxFile, JSON.stringify({ tenant: 'acme', processOrder: [], webhooks: [webhook] }));
  const { config, text: served } = await readTenant(sandboxFile, testCatalog, { sandboxUrl: 'http://127.0.0.1:4100/' });
  expect(config.webhooks).toMatchObject([{ url: 'http://127.0.0.1:4100/receiver/a' }]);
  expect(JSON.parse(served)).toMatchObject({ webhooks: [{ url: 'http://127.0.0.1:4100/receiver/a' }] });
  expect((await readTenant(sandboxFile, testCatalog)).config.webhooks).toMatchObject([{ url: webhook.url }]);
});

it('rejects a missing file', async () => {
  await expect(readTenant(join(directory, 'none.json'), testCatalog)).rejects.toThrow(/found ENOENT: check the path/);
});
