import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSecretFile, type SecretFile } from '../../../embedded/secrets/secret-file.ts';
import { prepareSecrets } from '../../../embedded/secrets/tenant-secrets.ts';

let folder: string;
let file: SecretFile;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenant-secrets-'));
  file = openSecretFile(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const needs = {
  tenant: 'acme',
  functions: [{ secrets: ['zuora', 'loyalty'] }, { secrets: ['webhooks/crm', 'webhooks/both', 'zuora'] }],
  webhooks: [{ signingSecret: 'webhooks/crm' }, { signingSecret: 'webhooks/both', basicAuth: 'webhooks/both' }],
};

it('lists what is missing, and creates the signing secrets of webhooks once', async () => {
  await file.update(() => ({ 'acme/zuora': { clientId: 'a' } }));
  expect(await prepareSecrets(file, needs)).toEqual(['acme/loyalty', 'acme/webhooks/both']);
  const first = await file.read();
  expect(Object.keys(first).sort()).toEqual(['acme/webhooks/crm', 'acme/zuora']);
  expect(() => new Webhook(String(first['acme/webhooks/crm']))).not.toThrow();
  expect(await prepareSecrets(file, needs)).toEqual(['acme/loyalty', 'acme/webhooks/both']);
  expect(await file.read()).toEqual(first);
});

it('says nothing when everything is there', async () => {
  await file.update(() => ({
    'acme/zuora': 'a',
    'acme/loyalty': 'b',
    'acme/webhooks/crm': 'c',
    'acme/webhooks/both': {},
  }));
  expect(await prepareSecrets(file, needs)).toEqual([]);
});
