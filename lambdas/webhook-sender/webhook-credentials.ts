import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { WebhookConfig } from '../../core/config/webhook-config.ts';

/** Credentials that authenticate the sender to a receiver. */
export interface WebhookCredentials {
  /** Signing keys in the form of Standard Webhooks (`whsec_…`), the newest first. */
  readonly signingKeys: readonly string[];
  readonly login: { readonly username: string; readonly password: string } | undefined;
}

/** The message that the headers of a webhook describe. */
export interface WebhookMessage {
  readonly id: string;
  /** The older name of the event; undefined if it never had one. */
  readonly legacyName: string | undefined;
  readonly body: string;
}

/** A webhook's secret has invalid content. Once an operator has corrected it, the next attempt uses the new content. */
export class WebhookSecretInvalid extends Error {
  override readonly name = 'WebhookSecretInvalid';
}

/** Fields of a secret that contain signing keys. A secret that is not JSON is read as the field `value`. */
const KEY_FIELDS: readonly string[] = ['current', 'signingSecret', 'value', 'previous'];

// 24 to 64 bytes in base64. Source: Standard Webhooks specification, "Signature scheme".
const KEY_PREFIX = 'whsec_';
const SIGNING_KEY = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/**
 * Reads the secrets of a webhook.
 *
 * During a key rotation, the signing secret contains both keys: as `{ "current", "previous" }`, or as text, separated
 * by spaces. Both sign each request, so that a receiver can verify with either.
 *
 * @param readSecret reads the fields of a secret by its reference
 * @throws WebhookSecretInvalid, or what `readSecret` throws
 */
export async function readWebhookCredentials(
  { signingSecret, basicAuth }: Pick<WebhookConfig, 'signingSecret' | 'basicAuth'>,
  readSecret: (reference: string) => Promise<Readonly<Record<string, string>>>,
): Promise<WebhookCredentials> {
  return {
    signingKeys: signingSecret === undefined ? [] : signingKeysOf(signingSecret, await readSecret(signingSecret)),
    login: basicAuth === undefined ? undefined : loginOf(basicAuth, await readSecret(basicAuth)),
  };
}

/**
 * Returns the headers of a webhook: one signature for each key, and the login.
 *
 * Source: Standard Webhooks specification, "Webhook headers (sending metadata to consumers)".
 *
 * @param now the time of this attempt, which is signed because receivers reject old requests
 */
export function webhookHeaders(
  { id, legacyName, body }: WebhookMessage,
  { signingKeys, login }: WebhookCredentials,
  now: Date,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signatures = signingKeys.map((key) => signatureOf(`${id}.${timestamp}.${body}`, key));
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    ...(legacyName !== undefined && { 'x-order-webhook': legacyName }),
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
    ...(login !== undefined && { authorization: `Basic ${encodeBasicAuth(login)}` }),
  };
}

/** Signs with HMAC-SHA-256, as the library of the specification does. That hashes in JavaScript, which takes longer. */
function signatureOf(content: string, key: string): string {
  return `v1,${createHmac('sha256', keyObjectOf(key)).update(content).digest('base64')}`;
}

/** More than a tenant has, also while keys are replaced. */
const MAX_KEYS = 100;

const keyObjects = new Map<string, KeyObject>();

/** Returns a signing key as Node needs it. To make it takes several times as long as to sign. */
function keyObjectOf(key: string): KeyObject {
  const known = keyObjects.get(key);
  if (known !== undefined) return known;
  const made = createSecretKey(Buffer.from(key.slice(KEY_PREFIX.length), 'base64'));
  if (keyObjects.size >= MAX_KEYS) keyObjects.clear();
  keyObjects.set(key, made);
  return made;
}

/** Encodes a login for basic authentication (RFC 7617). */
export function encodeBasicAuth({ username, password }: NonNullable<WebhookCredentials['login']>): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

function signingKeysOf(reference: string, fields: Readonly<Record<string, string>>): readonly string[] {
  const keys = KEY_FIELDS.flatMap((field) => (fields[field] ?? '').split(/\s+/)).filter((key) => key !== '');
  if (keys.length === 0 || !keys.every((key) => SIGNING_KEY.test(key)))
    throw new WebhookSecretInvalid(
      `Expected the secret "${reference}" to contain keys of the form whsec_<24 to 64 bytes in base64> as { "current", "previous" } or as text, found ${keys.length === 0 ? 'none' : 'another form'}: correct it.`,
    );
  return [...new Set(keys)];
}

function loginOf(
  reference: string,
  { username, password }: Readonly<Record<string, string>>,
): WebhookCredentials['login'] {
  if (username === undefined || password === undefined)
    throw new WebhookSecretInvalid(
      `Expected the secret "${reference}" to contain { "username", "password" }, found no ${username === undefined ? 'username' : 'password'}: correct it.`,
    );
  return { username, password };
}
