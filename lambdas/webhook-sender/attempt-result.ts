import { retryAfter } from '../../core/plugin/retry-after.ts';
import { redact } from '../../core/redact/redact.ts';
import { parseReplyBody } from '../outbound/parse-reply-body.ts';
import type { RawReply } from '../outbound/sent-request.ts';

/** What a reply says about a delivery. */
export interface AttemptResult {
  /**
   * `delivered`; `retry` as the schedule says; `abort`: this event is not wanted; `disable`: nothing is wanted any more.
   */
  readonly verdict: 'delivered' | 'retry' | 'abort' | 'disable';
  /** Seconds that the receiver asks to be left alone for. */
  readonly retryAfterSeconds?: number;
}

/** The most characters of a reply that are kept. */
const EXCERPT_LENGTH = 1_000;

/** Statuses with which a receiver asks for time. Source: RFC 9110, section 10.2.3, and RFC 6585, section 4. */
const BUSY: readonly number[] = [429, 503];

/**
 * Reads a reply: 2xx is success, 410 ends the subscription, everything else, redirects too, is a failure.
 *
 * A failure may carry `webhook-delivery: disable` or `abort-message`. Sources: Standard Webhooks specification,
 * "Webhook response"; Svix documentation, "Receiver delivery control".
 */
export function attemptResult({ status, headers }: RawReply, now: Date): AttemptResult {
  if (status >= 200 && status < 300) return { verdict: 'delivered' };
  const control = headers['webhook-delivery']?.trim().toLowerCase();
  if (status === 410 || control === 'disable') return { verdict: 'disable' };
  if (control === 'abort-message') return { verdict: 'abort' };
  return { verdict: 'retry', ...(BUSY.includes(status) && retryAfter({ status, headers, body: null }, now)) };
}

/** The beginning of a reply's body without secrets and personal data; redacted first, so that no cut hides a secret's start. */
export function replyExcerpt({ headers, text }: RawReply, secretValues: readonly string[]): string {
  const stored = redact(parseReplyBody(text, headers['content-type']), { secretValues });
  if (stored === null) return '';
  return (typeof stored === 'string' ? stored : JSON.stringify(stored)).slice(0, EXCERPT_LENGTH);
}
