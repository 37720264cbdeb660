import type { WebhookConfig } from '../../core/config/webhook-config.ts';
import type { OrderEvent } from '../../core/events/order-events.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { redact } from '../../core/redact/redact.ts';
import { type DeliveryAttempt, deliveryIdOf } from '../../core/webhooks/delivery-record.ts';
import { legacyEventName, webhookBody } from '../../core/webhooks/webhook-body.ts';
import type { RawReply, SentRequest } from '../outbound/sent-request.ts';
import { type AttemptResult, attemptResult, replyExcerpt } from './attempt-result.ts';
import { readWebhookCredentials } from './webhook-credentials.ts';
import { basicOf, webhookHeaders } from './webhook-headers.ts';

/** What sending works with. */
export interface SendWebhookPorts {
  readSecret(reference: string): Promise<Readonly<Record<string, string>>>;
  sendRequest(request: SentRequest): Promise<RawReply>;
  now(): Date;
}

/** One request to a receiver and what became of it. */
export interface SentWebhook {
  readonly result: AttemptResult;
  readonly attempt: Pick<DeliveryAttempt, 'durationMs' | 'status' | 'reply' | 'error'>;
  /** Whether the endpoint is to blame for a failure; a secret that is missing is not its fault. */
  readonly endpointAsked: boolean;
}

/** How long a receiver may take, in milliseconds. Source: Standard Webhooks specification, "Timeouts": 15 to 30 seconds. */
export const REQUEST_TIMEOUT_MS = 15_000;

/** The most bytes of a reply that are read: it says little more than its status. */
const MAX_REPLY_BYTES = 64 * 1024;

/** Sends an event to a webhook once. Whatever goes wrong is told, not thrown. */
export async function sendWebhook(
  webhook: WebhookConfig,
  order: OrderRecord,
  event: OrderEvent,
  ports: SendWebhookPorts,
): Promise<SentWebhook> {
  const started = performance.now();
  const secrets: string[] = [];
  let endpointAsked = false;
  const durationMs = (): number => Math.round(performance.now() - started);
  try {
    const credentials = await readWebhookCredentials(webhook, ports.readSecret);
    const { signingKeys, login } = credentials;
    secrets.push(...signingKeys, ...(login === undefined ? [] : [login.password, basicOf(login)]));
    const id = deliveryIdOf({ orderId: order.id, sequence: event.sequence, webhook: webhook.name });
    const body = webhookBody(event, order, webhook.payload);
    const headers = webhookHeaders({ id, classicName: legacyEventName(event), body }, credentials, ports.now());
    endpointAsked = true;
    const reply = await ports.sendRequest({
      method: 'POST',
      url: webhook.url,
      headers,
      body,
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxReplyBytes: MAX_REPLY_BYTES,
    });
    const attempt = { durationMs: durationMs(), status: reply.status, reply: replyExcerpt(reply, secrets) };
    return { result: attemptResult(reply, ports.now()), attempt, endpointAsked };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const attempt = { durationMs: durationMs(), error: String(redact(message, { secretValues: secrets })) };
    return { result: { verdict: 'retry' }, attempt, endpointAsked };
  }
}
