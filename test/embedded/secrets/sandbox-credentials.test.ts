import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSandboxCredentials, pointSecretsAtSandbox } from '../../../embedded/secrets/sandbox-credentials.ts';
import { openSecretFile } from '../../../embedded/secrets/secret-file.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-secrets-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

describe('loadSandboxCredentials', () => {
  it('creates credentials once and returns the same ones again', async () => {
    const first = await loadSandboxCredentials(dataDir, 'acme');
    expect(await loadSandboxCredentials(dataDir, 'acme')).toEqual(first);
    expect(first.receiver.signingSecret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(await loadSandboxCredentials(dataDir, 'other')).not.toEqual(first);
  });

  it('keeps other secrets and those set by hand', async () => {
    const own = { clientId: 'mine', clientSecret: 'too' };
    await openSecretFile(dataDir).update(() => ({ 'acme/zuora': own, 'acme/auth/shop': 'text' }));
    expect((await loadSandboxCredentials(dataDir, 'acme')).zuora).toEqual(own);
    expect(await openSecretFile(dataDir).read()).toMatchObject({ 'acme/auth/shop': 'text' });
  });

  it('names a secret with a missing field', async () => {
    await openSecretFile(dataDir).update(() => ({ 'acme/zuora': { clientId: 'mine' } }));
    await expect(loadSandboxCredentials(dataDir, 'acme')).rejects.toThrow(
      /credentials "acme\/…"[\s\S]*zuora\.clientSecret/,
    );
  });
});

describe('pointSecretsAtSandbox', () => {
  it('writes the current URL of the partners at each start', async () => {
    const { salesforce, zuora } = await loadSandboxCredentials(dataDir, 'acme');
    for (const port of [3100, 4100]) {
      await pointSecretsAtSandbox(dataDir, 'acme', `http://127.0.0.1:${port}`);
      expect(await openSecretFile(dataDir).read()).toMatchObject({
        'acme/salesforce': { ...salesforce, baseUrl: `http://127.0.0.1:${port}/salesforce` },
        'acme/zuora': { ...zuora, baseUrl: `http://127.0.0.1:${port}/zuora` },
      });
    }
  });
});
