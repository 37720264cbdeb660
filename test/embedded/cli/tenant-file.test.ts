import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tenantFile } from '../../../embedded/cli/tenant-file.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tenants-'));
  const files = ['demo.json', 'acme.json', 'order-processing.schema.json', 'notes.md'];
  await Promise.all(files.map((file) => writeFile(join(directory, file), '')));
});

afterAll(() => rm(directory, { recursive: true }));

it('finds the file of a tenant', async () => {
  expect(await tenantFile('demo', directory)).toBe(join(directory, 'demo.json'));
});

it('lists the tenants that there are when one is not', async () => {
  await expect(tenantFile('nobody', directory)).rejects.toMatchObject({
    name: 'StartRefused',
    message: `There is no nobody.json in ${directory}: set TENANT to one of acme, demo.`,
  });
});
