import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { openPrivateJsonFile, readJsonFile } from '../private-json-file.ts';

/** Paths of the issuer, relative to its URL. */
export const ISSUER_PATHS = {
  token: '/oauth2/token',
  discovery: '/.well-known/openid-configuration',
  keys: '/.well-known/jwks.json',
} as const;

const credentialsSchema = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(16) });

/** Id and secret of the only client of the single machine. */
export type ClientCredentials = Readonly<z.infer<typeof credentialsSchema>>;

/** Returns the path of the credentials in a data folder. */
export function credentialsFile(dataDir: string): string {
  return join(dataDir, 'credentials.json');
}

/**
 * Reads `credentials.json` of a data folder. A new folder gets a random client.
 *
 * @throws DataFileUnusable when the file has other content
 */
export function openClientCredentials(dataDir: string): Promise<ClientCredentials> {
  return openPrivateJsonFile(credentialsFile(dataDir), credentialsSchema, () => ({
    clientId: `client-${randomBytes(8).toString('hex')}`,
    clientSecret: randomBytes(32).toString('base64url'),
  }));
}

/**
 * Reads `credentials.json` of a data folder for a client of the running system.
 *
 * @returns undefined when the folder has none yet
 * @throws DataFileUnusable when the file has other content
 */
export function readClientCredentials(dataDir: string): Promise<ClientCredentials | undefined> {
  return readJsonFile(credentialsFile(dataDir), credentialsSchema);
}

/** Compares id and secret in constant time. */
export function isClient(expected: ClientCredentials, found: ClientCredentials): boolean {
  const sameId = sameText(expected.clientId, found.clientId);
  const sameSecret = sameText(expected.clientSecret, found.clientSecret);
  return sameId && sameSecret;
}

// Hashed first: timingSafeEqual needs equal lengths, and the length itself would leak.
function sameText(expected: string, found: string): boolean {
  return timingSafeEqual(sha256(expected), sha256(found));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
