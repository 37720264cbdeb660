import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';
import { openPrivateJsonFile } from '../private-json-file.ts';

/**
 * Algorithm of every token. The JWT authorizer of API Gateway accepts RSA only.
 *
 * Source: API Gateway developer guide, "Control access to HTTP APIs with JWT authorizers".
 */
export const SIGNING_ALGORITHM = 'RS256';

const part = z.base64url().min(1);
const publicFields = { kty: z.literal('RSA'), kid: z.string().min(1), n: part, e: part };
const privateFields = { d: part, p: part, q: part, dp: part, dq: part, qi: part };
const signingKeySchema = z.strictObject({ ...publicFields, ...privateFields });

/** A private RSA key as a JWK (RFC 7517), with its thumbprint (RFC 7638) as `kid`. */
export type SigningKey = Readonly<z.infer<typeof signingKeySchema>>;

/** The public part of a signing key, as published in the key set. */
export interface PublicKey {
  readonly kty: 'RSA';
  readonly kid: string;
  readonly n: string;
  readonly e: string;
  readonly alg: typeof SIGNING_ALGORITHM;
  readonly use: 'sig';
}

/**
 * Reads the key in `oidc.json` of a data folder. A new folder gets a new key of 2048 bits.
 *
 * @throws DataFileUnusable when the file has no such key
 */
export async function openSigningKey(dataDir: string): Promise<SigningKey> {
  const schema = z.strictObject({ key: signingKeySchema });
  const { key } = await openPrivateJsonFile(join(dataDir, 'oidc.json'), schema, async () => ({ key: await newKey() }));
  return key;
}

/** Returns the public part of a key. */
export function publicKeyOf({ kty, kid, n, e }: SigningKey): PublicKey {
  return { kty, kid, n, e, alg: SIGNING_ALGORITHM, use: 'sig' };
}

async function newKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair(SIGNING_ALGORITHM, { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  return signingKeySchema.parse({ ...jwk, kid: await calculateJwkThumbprint(jwk) });
}
