import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';
import { openPrivateJsonFile, writePrivateJsonFile } from '../private-json-file.ts';

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

/** A former key: it signs nothing any more, and tokens that it signed count until they have expired. */
export interface FormerKey extends PublicKey {
  /** ISO 8601. */
  readonly until: string;
}

/** The keys of a data folder. */
export interface SigningKeys {
  readonly current: SigningKey;
  /** Those that still count, without their private parts. */
  readonly former: readonly FormerKey[];
}

/** How long a key signs. Tokens live for an hour, so nobody notices its end. */
const MAX_AGE_MS = 90 * 86_400_000;

const fileSchema = z.strictObject({
  key: signingKeySchema,
  /** Absent in a file of version 0.2: its key counts from the next start on. */
  createdAt: z.iso.datetime().optional(),
  former: z
    .array(
      z.strictObject({
        ...publicFields,
        alg: z.literal(SIGNING_ALGORITHM),
        use: z.literal('sig'),
        until: z.iso.datetime(),
      }),
    )
    .default([]),
});

type KeyFile = z.infer<typeof fileSchema>;

/** The keys of a data folder, which are replaced while the process runs. */
export interface SigningKeyRing {
  /**
   * Returns the keys as they count now. The first call after 90 days replaces the one that signs. If the new one cannot be stored,
   * the old one stays, and a call a minute later tries again.
   */
  now(): Promise<SigningKeys>;
}

/** A disk that is full does not become free with the next request. */
const RETRY_AFTER_MS = 60_000;

/**
 * Opens the keys in `oidc.json` of a data folder. A new folder gets a new key of 2048 bits, and so does a folder whose key is 90 days
 * old: the private part of the old one is deleted, and its public part once no token of it can be valid any more.
 *
 * @param tokenLifetimeMs how long a token is valid
 * @throws DataFileUnusable when the file has no such keys
 */
export async function openSigningKeys(dataDir: string, tokenLifetimeMs: number): Promise<SigningKeyRing> {
  const file = join(dataDir, 'oidc.json');
  let stored = await openPrivateJsonFile(file, fileSchema, async () => firstKey(new Date()));
  const replace = async (): Promise<void> => {
    const wanted = await keysAt(stored, new Date(), tokenLifetimeMs);
    if (wanted !== stored) await writePrivateJsonFile(file, wanted);
    stored = wanted;
  };
  await replace();
  let replacing: Promise<void> | undefined;
  let notBefore = 0;
  const keepOld = (error: unknown): void => {
    notBefore = Date.now() + RETRY_AFTER_MS;
    process.emitWarning(`The signing key in ${file} is 90 days old and could not be replaced: ${String(error)}`);
  };
  return {
    async now() {
      if (isDue(stored, Date.now()) && Date.now() >= notBefore) {
        replacing ??= replace()
          .catch(keepOld)
          .finally(() => {
            replacing = undefined;
          });
        await replacing;
      }
      return { current: stored.key, former: stored.former };
    },
  };
}

/** Returns whether the file has to change. */
function isDue({ createdAt, former }: KeyFile, now: number): boolean {
  const isOld = createdAt === undefined || now - Date.parse(createdAt) >= MAX_AGE_MS;
  return isOld || former.some(({ until }) => Date.parse(until) <= now);
}

async function keysAt(stored: KeyFile, now: Date, tokenLifetimeMs: number): Promise<KeyFile> {
  if (!isDue(stored, now.getTime())) return stored;
  const former = stored.former.filter(({ until }) => Date.parse(until) > now.getTime());
  const { key, createdAt = now.toISOString() } = stored;
  if (now.getTime() - Date.parse(createdAt) < MAX_AGE_MS) return { key, createdAt, former };
  const until = new Date(now.getTime() + tokenLifetimeMs).toISOString();
  return { ...(await firstKey(now)), former: [...former, { ...publicKeyOf(key), until }] };
}

async function firstKey(now: Date): Promise<KeyFile> {
  return { key: await newKey(), createdAt: now.toISOString(), former: [] };
}

/** Returns the public keys with which a token may be signed now. */
export function publicKeysOf({ current, former }: SigningKeys, now: Date): readonly PublicKey[] {
  const counting = former.filter(({ until }) => Date.parse(until) > now.getTime());
  return [publicKeyOf(current), ...counting.map(({ until: _, ...key }) => key)];
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
