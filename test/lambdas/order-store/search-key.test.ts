import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { createReadSearchKey } from '../../../lambdas/order-store/search-key.ts';

function searchKey() {
  const client = new SecretsManagerClient({ region: 'eu-west-1' });
  const mock = mockClient(client);
  return {
    mock,
    reads: () => mock.commandCalls(GetSecretValueCommand).map((call) => call.args[0].input.SecretId),
    readKey: createReadSearchKey(client, 'acme/.search-key'),
  };
}

describe('the search key', () => {
  it('is read once', async () => {
    const { mock, reads, readKey } = searchKey();
    mock.on(GetSecretValueCommand).resolves({ SecretString: 'key' });
    expect([await readKey(), await readKey()]).toEqual(['key', 'key']);
    expect(reads()).toEqual(['acme/.search-key']);
  });

  it('is never made anew when it is missing: the error says to restore it, and the next read tries again', async () => {
    const { mock, readKey } = searchKey();
    const cause = new ResourceNotFoundException({ message: 'none', $metadata: {} });
    mock.on(GetSecretValueCommand).rejectsOnce(cause).resolves({ SecretString: 'key' });
    await expect(readKey()).rejects.toMatchObject({
      name: 'SearchKeyUnreadable',
      message: expect.stringMatching(/"acme\/\.search-key".*restore it/),
      cause,
    });
    expect(await readKey()).toBe('key');
  });

  it.each([{ SecretString: '' }, { SecretBinary: new Uint8Array([1]) }])('is refused as %o', async (value) => {
    const { mock, readKey } = searchKey();
    mock.on(GetSecretValueCommand).resolves(value);
    await expect(readKey()).rejects.toMatchObject({ name: 'SearchKeyUnreadable' });
  });
});
