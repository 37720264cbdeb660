import { GetParameterCommand, ParameterNotFound, SSMClient, SSMServiceException } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { attemptSecrets, createReadSecret } from '../../../lambdas/runtime/secrets.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** What the parameters of tenants are called whose secrets are in each store. */
const PREFIXES = {
  'Parameter Store': '/acme/',
  'Secrets Manager': '/aws/reference/secretsmanager/acme/',
};

function parameterStore(prefix = PREFIXES['Parameter Store']) {
  const client = new SSMClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  return {
    mock,
    reads: () => mock.commandCalls(GetParameterCommand).map((call) => call.args[0].input),
    readSecret: createReadSecret(client, prefix),
  };
}

const secure = (Value: string) => ({ Parameter: { Type: 'SecureString' as const, Value } });
const notFound = () => new ParameterNotFound({ message: 'none', $metadata: {} });
const denied = () =>
  new SSMServiceException({
    name: 'AccessDeniedException',
    $fault: 'client',
    message: 'not authorized to perform: ssm:GetParameter',
    $metadata: {},
  });

describe('reading a secret', () => {
  it.each([
    ['{"clientId":"id","clientSecret":"s"}', { clientId: 'id', clientSecret: 's' }],
    ['{"port":443,"live":true,"nested":{"a":[1]}}', { port: '443', live: 'true', nested: '{"a":[1]}' }],
    ['no JSON', { value: 'no JSON' }],
    ['{"broken":', { value: '{"broken":' }],
    ['["a"]', { value: '["a"]' }],
    ['', { value: '' }],
  ])('returns the fields of %s', async (text, fields) => {
    const { mock, reads, readSecret } = parameterStore();
    mock.on(GetParameterCommand).resolves(secure(text));
    expect(await readSecret('zuora')).toEqual(fields);
    expect(reads()).toEqual([{ Name: '/acme/zuora', WithDecryption: true }]);
  });

  it('reads it again after five minutes and not before', async () => {
    const { mock, reads, readSecret } = parameterStore();
    mock.on(GetParameterCommand).resolvesOnce(secure('old')).resolves(secure('new'));
    await readSecret('zuora');
    vi.setSystemTime(Date.now() + 5 * 60_000 - 1);
    expect(await readSecret('zuora')).toEqual({ value: 'old' });
    vi.setSystemTime(Date.now() + 1);
    expect(await readSecret('zuora')).toEqual({ value: 'new' });
    expect(reads()).toHaveLength(2);
  });

  it.each([
    ['Parameter Store', '"/acme/zuora"', 'aws ssm put-parameter --type SecureString --name /acme/zuora '],
    ['Secrets Manager', '"acme/zuora"', 'aws secretsmanager create-secret --name acme/zuora '],
  ] as const)('fails permanently when there is none in %s, and says how to create it', async (store, name, command) => {
    const { mock, readSecret } = parameterStore(PREFIXES[store]);
    const cause = notFound();
    mock.on(GetParameterCommand).rejects(cause);
    const failure = await readSecret('zuora').catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'PluginFailed', code: 'secret_missing', cause });
    for (const part of [store, name, command]) expect(String(failure)).toContain(part);
  });

  it.each([
    ['Parameter Store', '"/acme/zuora"', 'aws ssm put-parameter'],
    ['Secrets Manager', '"acme/zuora"', 'aws secretsmanager create-secret'],
  ] as const)('says that it may be missing when %s denies access, and is retried', async (store, name, command) => {
    const { mock, readSecret } = parameterStore(PREFIXES[store]);
    const cause = denied();
    mock.on(GetParameterCommand).rejectsOnce(cause).resolves(secure('text'));
    const failure = await readSecret('zuora').catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'PluginTransient', code: 'secret_missing', cause });
    for (const part of [store, name, command, 'use its key']) expect(String(failure)).toContain(part);
    expect(await readSecret('zuora')).toEqual({ value: 'text' });
  });

  it.each(['String', 'StringList'] as const)(
    'fails permanently when it is a plain %s, and is not used',
    async (Type) => {
      const { mock, readSecret } = parameterStore();
      mock.on(GetParameterCommand).resolves({ Parameter: { Type, Value: '{"clientSecret":"s3cret"}' } });
      const failure = await readSecret('zuora').catch((error: unknown) => error);
      expect(failure).toMatchObject({ name: 'PluginFailed', code: 'secret_not_encrypted' });
      expect(String(failure)).toMatch(/"\/acme\/zuora".*delete it.*--type SecureString --name \/acme\/zuora/);
      expect(String(failure)).not.toContain('s3cret');
    },
  );

  it('fails permanently when it is not text', async () => {
    const { mock, readSecret } = parameterStore(PREFIXES['Secrets Manager']);
    mock.on(GetParameterCommand).resolves({ Parameter: { Type: 'SecureString' } });
    await expect(readSecret('zuora')).rejects.toMatchObject({
      name: 'PluginFailed',
      code: 'secret_not_text',
      message: expect.stringContaining('"acme/zuora"'),
    });
  });

  it('is a transient failure if it is throttled or cannot be read otherwise, and is not kept', async () => {
    const { mock, readSecret } = parameterStore();
    const cause = new SSMServiceException({ name: 'ThrottlingException', $fault: 'client', $metadata: {} });
    mock.on(GetParameterCommand).rejectsOnce(cause).resolves(secure('text'));
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
