import { randomBytes } from 'node:crypto';
import { type AwsAccessKey, openCredentials, type StoredCredentials } from '../credentials-file.ts';

/**
 * Reads the AWS access key of a data folder. The first start makes a random one.
 *
 * @throws DataFileUnusable when `credentials.json` has other content
 */
export async function openAccessKey(dataDir: string): Promise<AwsAccessKey> {
  const { awsAccessKey } = await openCredentials(dataDir, withAccessKey);
  return awsAccessKey;
}

function withAccessKey(stored: StoredCredentials): StoredCredentials & { readonly awsAccessKey: AwsAccessKey } {
  return { ...stored, awsAccessKey: stored.awsAccessKey ?? newAccessKey() };
}

function newAccessKey(): AwsAccessKey {
  return {
    accessKeyId: `LOCAL${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
}
