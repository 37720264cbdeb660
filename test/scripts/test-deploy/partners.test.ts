import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets, startPartners } from '../../../scripts/test-deploy/partners.ts';

const secretsManager = mockClient(SecretsManagerClient);
const ENV = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'eu-west-1' };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'partners-'));
  const partners = await startPartners(folder, 'demo');
  await partners.close();
});
afterEach(async () => {
  secretsManager.reset();
  await rm(folder, { recursive: true });
});

const sent = (inputs: readonly { readonly input: unknown }[]) => inputs.map(({ input }) => input);

describe('createSecrets', () => {
  it('creates the secrets that functions need to reach the partners', async () => {
    secretsManager.on(CreateSecretCommand).resolves({});

    await createSecrets(folder, ENV);

    const created = sent(secretsManager.commandCalls(CreateSecretCommand).map(({ args: [command] }) => command));
    const known = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'));
    expect(created).toContainEqual({ Name: 'demo/zuora', SecretString: JSON.stringify(known['demo/zuora']) });
    expect(known['demo/zuora'].baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/zuora$/);
  });

  it('replaces existing secrets', async () => {
    secretsManager
      .on(CreateSecretCommand)
      .rejects(new ResourceExistsException({ message: 'It exists.', $metadata: {} }))
      .on(PutSecretValueCommand)
      .resolves({});

    await createSecrets(folder, ENV);

    const created = secretsManager.commandCalls(CreateSecretCommand);
    expect(secretsManager.commandCalls(PutSecretValueCommand)).toHaveLength(created.length);
  });

  it('rethrows every other error', async () => {
    secretsManager.on(CreateSecretCommand).rejects(new Error('no answer'));
    await expect(createSecrets(folder, ENV)).rejects.toThrow('no answer');
  });
});
