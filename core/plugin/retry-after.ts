import type { HttpReply } from './plugin-http.ts';

/** Tells whether a reply says that the request was turned away before anything happened: 429 or 503. */
export function isBusy(reply: HttpReply): boolean {
  return reply.status === 429 || reply.status === 503;
}

/**
 * What a reply's `Retry-After` asks for, as an option of PluginTransient; nothing when it asks for nothing.
 *
 * The header holds seconds or a date (RFC 9110, section 10.2.3). A date that has passed counts as 0 seconds.
 */
export function retryAfter(reply: HttpReply, now: Date): { readonly retryAfterSeconds?: number } {
  const header = reply.headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(header)) return { retryAfterSeconds: Number(header) };
  const date = Date.parse(header);
  if (Number.isNaN(date)) return {};
  return { retryAfterSeconds: Math.max(0, Math.ceil((date - now.getTime()) / 1000)) };
}
