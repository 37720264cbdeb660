import type { HttpReply } from './plugin-http.ts';

/** Returns whether a reply says that the request was throttled before anything happened: 429 or 503. */
export function isBusy(reply: HttpReply): boolean {
  return reply.status === 429 || reply.status === 503;
}

/**
 * Reads the `Retry-After` header of a reply, as an option of PluginTransient. Returns an empty object if there is none.
 *
 * The header holds seconds or a date (RFC 9110, section 10.2.3). A date in the past counts as 0 seconds.
 */
export function retryAfter(reply: HttpReply, now: Date): { readonly retryAfterSeconds?: number } {
  const header = reply.headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(header)) return { retryAfterSeconds: Number(header) };
  const date = Date.parse(header);
  if (Number.isNaN(date)) return {};
  return { retryAfterSeconds: Math.max(0, Math.ceil((date - now.getTime()) / 1000)) };
}
