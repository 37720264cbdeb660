import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecrets, startPartners } from '../../../scripts/test-deploy/partners.ts';

const parameterStore = mockClient(SSMClient);
const ENV = { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_REGION: 'eu-west-1' };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'partners-'));
  const partners = await startPartners(folder, 'demo');
  await partners.close();
});
afterEach(async () => {
  parameterStore.reset();
  await rm(folder, { recursive: true });
});

describe('createSecrets', () => {
  it('creates or replaces the encrypted parameters that functions need to reach the partners', async () => {
    parameterStore.on(PutParameterCommand).resolves({});

    await createSecrets(folder, ENV);

    const put = parameterStore.commandCalls(PutParameterCommand).map(({ args: [{ input }] }) => input);
    const known = JSON.parse(await readFile(join(folder, 'secrets.json'), 'utf8'));
    expect(put).toContainEqual({
      Name: '/demo/zuora',
      Value: JSON.stringify(known['demo/zuora']),
      Type: 'SecureString',
      Overwrite: true,
    });
    expect(put).toHaveLength(Object.keys(known).length);
    expect(known['demo/zuora'].baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/zuora$/);
  });

  it('rethrows every error', async () => {
    parameterStore.on(PutParameterCommand).rejects(new Error('no answer'));
    await expect(createSecrets(folder, ENV)).rejects.toThrow('no answer');
  });
});
