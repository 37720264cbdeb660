import type { WebhookConfig } from '../../core/config/webhook-config.ts';

/** What proves to a receiver who sends. */
export interface WebhookCredentials {
  /** Keys that sign, as Standard Webhooks spells them (`whsec_…`): the newest first. */
  readonly signingKeys: readonly string[];
  readonly login: { readonly username: string; readonly password: string } | undefined;
}

/** A webhook's secret holds not what it should; an operator corrects it, and the next try reads it again. */
export class WebhookSecretInvalid extends Error {
  override readonly name = 'WebhookSecretInvalid';
}

/** Fields of a secret that hold signing keys; a text that is no JSON is the field `value`. */
const KEY_FIELDS: readonly string[] = ['current', 'signingSecret', 'value', 'previous'];

// 24 to 64 bytes in base64. Source: Standard Webhooks specification, "Signature scheme".
const SIGNING_KEY = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/**
 * Reads the secrets of a webhook.
 *
 * While one key takes over from another, the signing secret holds both: `{ "current", "previous" }`, or one text with
 * the keys apart by spaces. Both sign, so that a receiver may know either.
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

function signingKeysOf(reference: string, fields: Readonly<Record<string, string>>): readonly string[] {
  const keys = KEY_FIELDS.flatMap((field) => (fields[field] ?? '').split(/\s+/)).filter((key) => key !== '');
  if (keys.length === 0 || !keys.every((key) => SIGNING_KEY.test(key)))
    throw new WebhookSecretInvalid(
      `Expected the secret "${reference}" to hold keys of the form whsec_<24 to 64 bytes in base64> as { "current", "previous" } or as text, found ${keys.length === 0 ? 'none' : 'another form'}: correct it.`,
    );
  return [...new Set(keys)];
}

function loginOf(
  reference: string,
  { username, password }: Readonly<Record<string, string>>,
): WebhookCredentials['login'] {
  if (username === undefined || password === undefined)
    throw new WebhookSecretInvalid(
      `Expected the secret "${reference}" to hold { "username", "password" }, found no ${username === undefined ? 'username' : 'password'}: correct it.`,
    );
  return { username, password };
}
