import { readFile, stat, writeFile } from 'node:fs/promises';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretsManager } from '../../../embedded/secrets/secrets-manager.ts';
import { serveSecrets } from './serve-secrets.ts';

let served: Awaited<ReturnType<typeof serveSecrets>>;
let client: SecretsManagerClient;
const create = (Name: string, SecretString: string) => client.send(new CreateSecretCommand({ Name, SecretString }));
const get = (SecretId: string) => client.send(new GetSecretValueCommand({ SecretId }));
const rejection = (name: string) => expect.objectContaining({ name });

beforeEach(async () => {
  served = await serveSecrets(createSecretsManager);
  client = new SecretsManagerClient(served.client);
});
afterEach(async () => {
  client.destroy();
  await served.close();
});

describe('createSecretsManager', () => {
  it.each([
    ['an object', '{"username":"ada","password":"secret"}'],
    ['an object in its own spelling', '{ "username": "ada" }'],
    ['a text', 'whsec_abc'],
    ['a list', '[1,2]'],
  ])('returns %s, by name and by ARN', async (_, text) => {
    const { ARN = '' } = await create('acme/auth', text);
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-west-1:000000000000:secret:acme\/auth-[0-9a-f]{6}$/);
    expect(await get('acme/auth')).toMatchObject({
      SecretString: text,
      Name: 'acme/auth',
      VersionStages: ['AWSCURRENT'],
    });
    expect(await get(ARN)).toMatchObject({ SecretString: text });
  });

  it('replaces a value', async () => {
    const { VersionId } = await create('acme/auth', 'old');
    const put = await client.send(new PutSecretValueCommand({ SecretId: 'acme/auth', SecretString: 'new' }));
    expect(put.VersionId).not.toBe(VersionId);
    expect(await get('acme/auth')).toMatchObject({ SecretString: 'new', VersionId: put.VersionId });
  });

  it('describes and lists secrets without their values', async () => {
    await create('acme/auth', 'value-1');
    await create('acme/other', 'value-2');
    const { SecretList = [] } = await client.send(new ListSecretsCommand());
    expect(SecretList.map(({ Name }) => Name)).toEqual(['acme/auth', 'acme/other']);
    const described = await client.send(new DescribeSecretCommand({ SecretId: 'acme/auth' }));
    expect(described).toMatchObject({ Name: 'acme/auth' });
    expect(JSON.stringify([SecretList, described])).not.toContain('value-');
  });

  it('creates a secret again only with the same value', async () => {
    await create('acme/auth', 'value');
    await create('acme/auth', 'value');
    await expect(create('acme/auth', 'other')).rejects.toEqual(rejection('ResourceExistsException'));
    expect(await get('acme/auth')).toMatchObject({ SecretString: 'value' });
  });

  it('rejects a secret or version that does not exist', async () => {
    await expect(get('acme/auth')).rejects.toEqual(rejection('ResourceNotFoundException'));
    await create('acme/auth', 'value');
    const old = new GetSecretValueCommand({ SecretId: 'acme/auth', VersionStage: 'AWSPREVIOUS' });
    await expect(client.send(old)).rejects.toEqual(rejection('ResourceNotFoundException'));
    await expect(client.send(new PutSecretValueCommand({ SecretId: 'nobody', SecretString: 'x' }))).rejects.toEqual(
      rejection('ResourceNotFoundException'),
    );
  });

  it('rejects an invalid name and an unsupported operation', async () => {
    await expect(create('acme auth', 'x')).rejects.toEqual(rejection('InvalidParameterException'));
    await expect(served.service.call('RotateSecret', {})).rejects.toThrow(
      /^RotateSecret is not supported\..*GetSecretValue/,
    );
  });

  it('writes a file that only its owner can read, formatted for people', async () => {
    await create('acme/auth', '{"username":"ada"}');
    expect((await stat(served.file)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(served.file, 'utf8'))).toEqual({ 'acme/auth': { username: 'ada' } });
  });

  it('applies an edit by hand at once', async () => {
    await writeFile(served.file, '{"acme/auth":{"username":"grace"}}');
    expect(await get('acme/auth')).toMatchObject({ SecretString: '{"username":"grace"}' });
  });

  it('names a file that was broken by an edit', async () => {
    await writeFile(served.file, '{"acme/auth":');
    await expect(served.read()).rejects.toThrow(/secrets\.json must map each secret/);
    await writeFile(served.file, '{"acme/auth":7}');
    await expect(served.read()).rejects.toEqual(rejection('SecretFileInvalid'));
  });

  it('loses no secret when many are created at the same time', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => create(`acme/s${n}`, `${n}`)));
    expect(Object.keys(await served.read())).toHaveLength(20);
  });
});
