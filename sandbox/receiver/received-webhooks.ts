import type { Collection } from '../state/collection.ts';

/** A webhook as it came in. */
export interface ReceivedWebhook {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The last part of the address it was sent to. */
  readonly name: string;
  /** Whether signature or credentials were right. */
  readonly verified: boolean;
  /** Whether the same webhook id had been accepted before. */
  readonly repeat: boolean;
  /** The request headers without credentials. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body: parsed when it is JSON, else as text. */
  readonly body: unknown;
}

/** All webhooks, in order of arrival. */
export const receivedWebhooks: Collection<ReceivedWebhook> = { name: 'receiver.webhooks' };
