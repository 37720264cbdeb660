import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptSecrets, createReadSecret } from '../../../lambdas/runtime/secrets.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function secretsManager() {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  return {
    mock,
    reads: () => mock.commandCalls(GetSecretValueCommand).map((call) => call.args[0].input.SecretId),
    readSecret: createReadSecret(client, 'acme/'),
  };
}

describe('reading a secret', () => {
  it.each([
    ['{"clientId":"id","clientSecret":"s"}', { clientId: 'id', clientSecret: 's' }],
    ['{"port":443,"live":true,"nested":{"a":[1]}}', { port: '443', live: 'true', nested: '{"a":[1]}' }],
    ['no JSON', { value: 'no JSON' }],
    ['{"broken":', { value: '{"broken":' }],
    ['["a"]', { value: '["a"]' }],
    ['', { value: '' }],
  ])('returns the fields of %s', async (SecretString, fields) => {
    const { mock, reads, readSecret } = secretsManager();
    mock.on(GetSecretValueCommand).resolves({ SecretString });
    expect(await readSecret('zuora')).toEqual(fields);
    expect(reads()).toEqual(['acme/zuora']);
  });

  it('reads it again after five minutes and not before', async () => {
    const { mock, reads, readSecret } = secretsManager();
    mock.on(GetSecretValueCommand).resolvesOnce({ SecretString: 'old' }).resolves({ SecretString: 'new' });
    await readSecret('zuora');
    vi.setSystemTime(Date.now() + 5 * 60_000 - 1);
    expect(await readSecret('zuora')).toEqual({ value: 'old' });
    vi.setSystemTime(Date.now() + 1);
    expect(await readSecret('zuora')).toEqual({ value: 'new' });
    expect(reads()).toHaveLength(2);
  });

  it('fails permanently when there is none, and names it', async () => {
    const { mock, readSecret } = secretsManager();
    mock.on(GetSecretValueCommand).rejects(new ResourceNotFoundException({ message: 'none', $metadata: {} }));
    await expect(readSecret('zuora')).rejects.toMatchObject({
      name: 'PluginFailed',
      code: 'secret_missing',
      message: expect.stringContaining('"acme/zuora"'),
    });
  });

  it('says that it may be missing when access is denied, and is retried', async () => {
    const { mock, readSecret } = secretsManager();
    const denied = new SecretsManagerServiceException({
      name: 'AccessDeniedException',
      $fault: 'client',
      message: 'not authorized to perform: secretsmanager:GetSecretValue',
      $metadata: {},
    });
    mock.on(GetSecretValueCommand).rejectsOnce(denied).resolves({ SecretString: 'text' });
    await expect(readSecret('zuora')).rejects.toMatchObject({
      name: 'PluginTransient',
      code: 'secret_missing',
      message: expect.stringMatching(/"acme\/zuora".*create it/),
      cause: denied,
    });
    expect(await readSecret('zuora')).toEqual({ value: 'text' });
  });

  it('fails permanently when it is not text', async () => {
    const { mock, readSecret } = secretsManager();
    mock.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array([1]) });
    await expect(readSecret('zuora')).rejects.toMatchObject({ name: 'PluginFailed', code: 'secret_not_text' });
  });

  it('is a transient failure if it cannot be read, and is not kept', async () => {
    const { mock, readSecret } = secretsManager();
    const cause = new Error('throttled');
    mock.on(GetSecretValueCommand).rejectsOnce(cause).resolves({ SecretString: 'text' });
    await expect(readSecret('zuora')).rejects.toMatchObject({
      name: 'PluginTransient',
      code: 'secret_unreadable',
      cause,
    });
    expect(await readSecret('zuora')).toEqual({ value: 'text' });
  });
});

describe('the secrets of an attempt', () => {
  it('reports every value that must not be stored, except URLs', async () => {
    const values: string[] = [];
    const fields = { baseUrl: 'https://partner.example.org', clientSecret: 'correct-horse' };
    const secrets = attemptSecrets(
      async () => fields,
      ['zuora'],
      (value) => values.push(value),
    );
    expect(await secrets.get('zuora')).toEqual(fields);
    expect(values).toEqual(['correct-horse']);
  });

  it('rejects one that the plugin did not declare, without reading it', async () => {
    const read = vi.fn();
    const secrets = attemptSecrets(read, ['zuora'], () => undefined);
    await expect(secrets.get('other')).rejects.toMatchObject({ code: 'secret_not_declared' });
    expect(read).not.toHaveBeenCalled();
  });
});
