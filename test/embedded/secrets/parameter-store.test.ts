import { readFile, writeFile } from 'node:fs/promises';
import {
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createParameterStore } from '../../../embedded/secrets/parameter-store.ts';
import { serveSecrets } from './serve-secrets.ts';

let served: Awaited<ReturnType<typeof serveSecrets>>;
let client: SSMClient;
const put = (Name: string, Value: string, options: Partial<PutParameterCommandInput> = {}) =>
  client.send(new PutParameterCommand({ Name, Value, Type: 'SecureString', ...options }));
const get = async (Name: string) =>
  (await client.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter;
const rejection = (name: string) => expect.objectContaining({ name });

beforeEach(async () => {
  served = await serveSecrets(createParameterStore);
  client = new SSMClient(served.client);
});
afterEach(async () => {
  client.destroy();
  await served.close();
});

describe('createParameterStore', () => {
  it.each([
    ['an object', '{"username":"ada","password":"secret"}'],
    ['an object in its own spelling', '{ "username": "ada" }'],
    ['a text', 'whsec_abc'],
  ])('returns %s, by its name and as the secret of Secrets Manager', async (_, text) => {
    await put('/acme/auth', text);
    expect(await get('/acme/auth')).toEqual({
      Name: '/acme/auth',
      Type: 'SecureString',
      Value: text,
      Version: 1,
      ARN: 'arn:aws:ssm:eu-west-1:000000000000:parameter/acme/auth',
      DataType: 'text',
    });
    expect(await get('/aws/reference/secretsmanager/acme/auth')).toMatchObject({ Type: 'SecureString', Value: text });
  });

  it('keeps a parameter under the name of the secret, which people edit', async () => {
    await put('/acme/auth', '{"username":"ada"}');
    expect(JSON.parse(await readFile(served.file, 'utf8'))).toEqual({ 'acme/auth': { username: 'ada' } });
    await writeFile(served.file, '{"acme/auth":{"username":"grace"}}');
    expect(await get('/acme/auth')).toMatchObject({ Value: '{"username":"grace"}' });
  });

  it('replaces a value only with Overwrite', async () => {
    await put('/acme/auth', 'old');
    await expect(put('/acme/auth', 'new')).rejects.toEqual(rejection('ParameterAlreadyExists'));
    expect(await get('/acme/auth')).toMatchObject({ Value: 'old' });
    const replace = { Name: '/acme/auth', Value: 'new', Overwrite: true };
    await client.send(new PutParameterCommand(replace));
    expect(await get('/acme/auth')).toMatchObject({ Value: 'new' });
  });

  it('deletes a parameter, but no secret by its reference', async () => {
    await put('/acme/auth', 'value');
    const reference = '/aws/reference/secretsmanager/acme/auth';
    await expect(client.send(new DeleteParameterCommand({ Name: reference }))).rejects.toEqual(
      rejection('ParameterNotFound'),
    );
    await client.send(new DeleteParameterCommand({ Name: '/acme/auth' }));
    for (const name of ['/acme/auth', reference])
      await expect(get(name)).rejects.toEqual(rejection('ParameterNotFound'));
    await expect(client.send(new DeleteParameterCommand({ Name: '/acme/auth' }))).rejects.toEqual(
      rejection('ParameterNotFound'),
    );
  });

  it('lists parameters without their values, also those of one tenant', async () => {
    await put('/acme/auth', 'value-1');
    await put('/acme-eu/auth', 'value-2');
    const { Parameters = [] } = await client.send(new DescribeParametersCommand());
    expect(Parameters.map(({ Name }) => Name)).toEqual(['/acme/auth', '/acme-eu/auth']);
    expect(JSON.stringify(Parameters)).not.toContain('value-');
    const filtered = async (Option: string, value: string) => {
      const ParameterFilters = [{ Key: 'Name', Option, Values: [value] }];
      const { Parameters: found = [] } = await client.send(new DescribeParametersCommand({ ParameterFilters }));
      return found.map(({ Name }) => Name);
    };
    expect(await filtered('BeginsWith', '/acme/')).toEqual(['/acme/auth']);
    expect(await filtered('Equals', '/acme-eu/auth')).toEqual(['/acme-eu/auth']);
    expect(await filtered('Equals', '/acme')).toEqual([]);
  });

  it('rejects one that does not exist, and a name without its slash', async () => {
    await put('/acme/auth', 'value');
    for (const name of ['/acme/other', 'acme/auth', '/aws/reference/secretsmanager/', '/__proto__'])
      await expect(get(name), name).rejects.toEqual(rejection('ParameterNotFound'));
  });

  it('never returns a value that nobody asked to decrypt', async () => {
    await put('/acme/auth', 'value');
    const encrypted = new GetParameterCommand({ Name: '/acme/auth' });
    await expect(client.send(encrypted)).rejects.toThrow(/WithDecryption/);
  });

  it.each([
    ['a plain text', '/acme/auth', { Type: 'String' as const }],
    ['a name without a slash', 'acme/auth', {}],
    ['a name that ends with a slash', '/acme/', {}],
    ['a reserved name', '/aws/auth', {}],
    ['a name that starts with a reserved one', '/SSMshop/auth', {}],
    ['a character that names cannot have', '/acme/a@b', {}],
    ['sixteen levels', '/a'.repeat(16), {}],
    ['an option that this machine does not have', '/acme/auth', { KeyId: 'alias/own' }],
  ])('rejects %s', async (_, name, options) => {
    await expect(put(name, 'value', options)).rejects.toEqual(rejection('ValidationException'));
    expect(await served.read()).toEqual({});
  });

  it('accepts fifteen levels, and a value as long as its tier allows', async () => {
    await put('/a'.repeat(15), 'x'.repeat(4096));
    await expect(put('/acme/long', 'x'.repeat(4097))).rejects.toEqual(rejection('ValidationException'));
    await put('/acme/long', 'x'.repeat(4097), { Tier: 'Advanced' });
    expect(await get('/acme/long')).toMatchObject({ Value: 'x'.repeat(4097) });
  });

  it('needs the type of a new parameter', async () => {
    const typeless = new PutParameterCommand({ Name: '/acme/auth', Value: 'value', Overwrite: true });
    await expect(client.send(typeless)).rejects.toEqual(rejection('ValidationException'));
  });

  it('rejects an operation that it does not have', async () => {
    await expect(served.service.call('LabelParameterVersion', {})).rejects.toThrow(
      /^LabelParameterVersion is not supported\..*GetParameter/,
    );
  });

  it('loses no parameter when many are put at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => put(`/acme/s${n}`, `${n}`)));
    expect(Object.keys(await served.read())).toHaveLength(20);
  });
});
