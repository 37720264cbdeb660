import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d*)?$/i;

/**
 * Says why a request must be refused before anything is done for it: its Host is not this machine's loopback, or a page
 * of another site sent it.
 *
 * The control plane asks for no credentials, and a name that an attacker controls may resolve to 127.0.0.1: the browser
 * then takes the sandbox for that name's own site. Source: Fetch standard, "Origin header".
 *
 * @returns undefined for a request that may pass
 */
export function crossOriginReason({ host = '', origin }: IncomingHttpHeaders): string | undefined {
  if (!LOOPBACK.test(host)) {
    return `Expected a Host header of 127.0.0.1, localhost or [::1], found ${host || 'none'}: call http://127.0.0.1 instead.`;
  }
  if (origin !== undefined && !LOOPBACK.test(origin.replace(/^https?:\/\//i, ''))) {
    return `Expected no Origin header or one of 127.0.0.1, localhost or [::1], found ${origin || 'an empty one'}: call from this machine, not from a page of another site.`;
  }
  return undefined;
}
