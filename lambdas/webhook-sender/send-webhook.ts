import type { WebhookConfig } from '../../core/config/webhook-config.ts';
import type { OrderEvent } from '../../core/events/order-events.ts';
import type { OrderRecord } from '../../core/order/order-record.ts';
import { retryAfter } from '../../core/plugin/retry-after.ts';
import { maskTexts, recordMask } from '../../core/redact/mask-personal.ts';
import { redact } from '../../core/redact/redact.ts';
import { traceHeaders, traceOf } from '../../core/trace/trace-context.ts';
import { type DeliveryAttempt, deliveryIdOf } from '../../core/webhooks/delivery-record.ts';
import { legacyEventName, webhookBody } from '../../core/webhooks/webhook-body.ts';
import type { RawReply, SentRequest } from '../outbound/exchange.ts';
import { parseReplyBody } from '../outbound/exchange.ts';
import { encodeBasicAuth, readWebhookCredentials, webhookHeaders } from './webhook-credentials.ts';

/** Dependencies of sending a webhook. */
export interface SendWebhookPorts {
  readSecret(reference: string): Promise<Readonly<Record<string, string>>>;
  sendRequest(request: SentRequest): Promise<RawReply>;
  now(): Date;
}

/** The result of one request to a receiver. */
export interface SentWebhook {
  readonly result: AttemptResult;
  readonly attempt: Pick<DeliveryAttempt, 'durationMs' | 'traceparent' | 'status' | 'reply' | 'error'>;
  /**
   * Whether a request was sent. If not, e.g. because a secret is missing, a failure does not count against the
   * endpoint.
   */
  readonly isRequestSent: boolean;
}

/** What a reply means for a delivery. */
export interface AttemptResult {
  /**
   * `delivered`, `retry` on schedule, `abort` (the receiver rejects this event) or `disable` (it wants no more events).
   */
  readonly verdict: 'delivered' | 'retry' | 'abort' | 'disable';
  /** How many seconds the receiver asked the sender to wait. */
  readonly retryAfterSeconds?: number;
}

/** How long a receiver may take. Source: Standard Webhooks specification, "Timeouts": 15 to 30 seconds. */
export const REQUEST_TIMEOUT_MS = 15_000;

/** How much of the body of a reply is read. It says little more than the status, which alone decides. */
const MAX_REPLY_BYTES = 64 * 1024;

/** How many characters of a reply are stored. */
const MAX_EXCERPT_LENGTH = 1_000;

/**
 * Statuses with which a receiver may ask the sender to wait. Source: RFC 9110, section 10.2.3, and RFC 6585, section 4.
 */
const BUSY: readonly number[] = [429, 503];

/** Sends an event to a webhook once. Never throws: failures are part of the result. */
export async function sendWebhook(
  webhook: WebhookConfig,
  order: OrderRecord,
  event: OrderEvent,
  ports: SendWebhookPorts,
): Promise<SentWebhook> {
  const started = performance.now();
  const secrets: string[] = [];
  const traced = traceHeaders(traceOf(order));
  let isRequestSent = false;
  const durationMs = (): number => Math.round(performance.now() - started);
  try {
    const credentials = await readWebhookCredentials(webhook, ports.readSecret);
    const { signingKeys, login } = credentials;
    secrets.push(...signingKeys, ...(login === undefined ? [] : [login.password, encodeBasicAuth(login)]));
    const id = deliveryIdOf({ orderId: order.id, sequence: event.sequence, webhook: webhook.name });
    const body = webhookBody(event, order, webhook.payload);
    const headers = webhookHeaders({ id, legacyName: legacyEventName(event), body }, credentials, ports.now());
    isRequestSent = true;
    const reply = await ports.sendRequest({
      method: 'POST',
      url: webhook.url,
      headers: { ...headers, ...traced },
      body,
      timeoutMs: REQUEST_TIMEOUT_MS,
      maxReplyBytes: MAX_REPLY_BYTES,
      statusDecides: true,
    });
    const attempt = {
      durationMs: durationMs(),
      traceparent: traced.traceparent,
      status: reply.status,
      reply: replyExcerpt(reply, secrets, order),
    };
    return { result: attemptResult(reply, ports.now()), attempt, isRequestSent };
  } catch (error) {
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const attempt = {
      durationMs: durationMs(),
      ...(isRequestSent && { traceparent: traced.traceparent }),
      error: recordMask(order.payload)(String(redact(message, { secretValues: secrets }))),
    };
    return { result: { verdict: 'retry' }, attempt, isRequestSent };
  }
}

/**
 * Interprets a reply: 2xx is a success, 410 ends the subscription, and everything else, including redirects, is a
 * failure.
 *
 * A failure may carry `webhook-delivery: disable` or `abort-message`. Sources: Standard Webhooks specification,
 * "Webhook response"; Svix documentation, "Receiver delivery control".
 */
function attemptResult({ status, headers }: RawReply, now: Date): AttemptResult {
  if (status >= 200 && status < 300) return { verdict: 'delivered' };
  const control = headers['webhook-delivery']?.trim().toLowerCase();
  if (status === 410 || control === 'disable') return { verdict: 'disable' };
  if (control === 'abort-message') return { verdict: 'abort' };
  return { verdict: 'retry', ...(BUSY.includes(status) && retryAfter({ status, headers, body: null }, now)) };
}

/** Returns the beginning of a reply's body, redacted before it is cut so that no partial secret remains at the end. */
function replyExcerpt({ headers, text }: RawReply, secretValues: readonly string[], { payload }: OrderRecord): string {
  const body = parseReplyBody(text, headers['content-type']);
  // As most receivers answer.
  if (body === null) return '';
  const stored = maskTexts(redact(body, { secretValues }), recordMask(payload));
  return (typeof stored === 'string' ? stored : JSON.stringify(stored)).slice(0, MAX_EXCERPT_LENGTH);
}
