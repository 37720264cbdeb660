import { Webhook } from 'standardwebhooks';
import type { WebhookCredentials } from './webhook-credentials.ts';

/** What the headers tell of. */
export interface WebhookMessage {
  readonly id: string;
  /** The older name of the webhook; undefined when it never had one. */
  readonly classicName: string | undefined;
  readonly body: string;
}

/**
 * The headers of a webhook: its signatures, one for each key, and its login.
 *
 * Source: Standard Webhooks specification, "Webhook headers (sending metadata to consumers)".
 *
 * @param now the time of this attempt, which is signed: a receiver refuses what is old
 */
export function webhookHeaders(
  { id, classicName, body }: WebhookMessage,
  { signingKeys, login }: WebhookCredentials,
  now: Date,
): Readonly<Record<string, string>> {
  const signatures = signingKeys.map((key) => new Webhook(key).sign(id, now, body));
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    ...(classicName !== undefined && { 'x-order-webhook': classicName }),
    ...(signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }),
    ...(login !== undefined && { authorization: `Basic ${basicOf(login)}` }),
  };
}

/** User name and password as basic auth spells them (RFC 7617). */
export function basicOf({ username, password }: NonNullable<WebhookCredentials['login']>): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}
