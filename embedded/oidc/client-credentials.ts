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

/** Id and secret of the one client of the single machine. */
export type ClientCredentials = Readonly<z.infer<typeof credentialsSchema>>;

/** Where the credentials of a data directory are kept. */
export function credentialsFile(dataDir: string): string {
  return join(dataDir, 'credentials.json');
}

/**
 * Reads `credentials.json` of a data directory; a new directory gets a random client.
 *
 * @throws DataFileUnusable when the file is there but is not of this shape
 */
export function openClientCredentials(dataDir: string): Promise<ClientCredentials> {
  return openPrivateJsonFile(credentialsFile(dataDir), credentialsSchema, () => ({
    clientId: `client-${randomBytes(8).toString('hex')}`,
    clientSecret: randomBytes(32).toString('base64url'),
  }));
}

/**
 * Reads `credentials.json` of a data directory, as a client of the running system does.
 *
 * @returns undefined when the directory has none yet
 * @throws DataFileUnusable when the file is there but is not of this shape
 */
export function readClientCredentials(dataDir: string): Promise<ClientCredentials | undefined> {
  return readJsonFile(credentialsFile(dataDir), credentialsSchema);
}

/** Compares id and secret in a time that does not depend on where they differ. */
export function isClient(expected: ClientCredentials, found: ClientCredentials): boolean {
  const sameId = sameText(expected.clientId, found.clientId);
  const sameSecret = sameText(expected.clientSecret, found.clientSecret);
  return sameId && sameSecret;
}

// Hashed first, since timingSafeEqual wants equal lengths and the length is a hint too.
function sameText(expected: string, found: string): boolean {
  return timingSafeEqual(sha256(expected), sha256(found));
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
