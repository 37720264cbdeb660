import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { ReadSearchKey } from './search-index.ts';

/** The search key could not be read. `cause` is the error of Secrets Manager, if there is one. */
export class SearchKeyUnreadable extends Error {
  override readonly name = 'SearchKeyUnreadable';
}

/**
 * Creates the reader of the search key. The key never changes, so it is read once.
 *
 * @param secret name of the secret in Secrets Manager, e.g. `acme/.search-key`
 * @throws SearchKeyUnreadable when the key is read; the next read tries again
 */
export function createReadSearchKey(client: SecretsManagerClient, secret: string): ReadSearchKey {
  let key: string | undefined;
  return async () => {
    key ??= await read(client, secret);
    return key;
  };
}

async function read(client: SecretsManagerClient, secret: string): Promise<string> {
  const { SecretString } = await client
    .send(new GetSecretValueCommand({ SecretId: secret }))
    .catch((cause: unknown) => {
      throw new SearchKeyUnreadable(
        `The search key "${secret}" could not be read from Secrets Manager. If it was deleted, restore it: a new key finds no order that exists.`,
        { cause },
      );
    });
  if (SecretString !== undefined && SecretString !== '') return SecretString;
  throw new SearchKeyUnreadable(
    `Expected the search key "${secret}" to be text, found none. Restore its former value.`,
  );
}
