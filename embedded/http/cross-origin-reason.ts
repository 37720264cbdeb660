import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../../core/hosts.ts';

/**
 * Says why a request without credentials must be refused: its Host is not this machine's loopback, or a page of another
 * site sent it.
 *
 * A name that an attacker controls may resolve to 127.0.0.1: the browser then takes the port for that name's own site.
 * Source: Fetch standard, "Origin header"; RFC 9110 §7.2, "Host and :authority".
 *
 * @returns undefined for a request that may pass
 */
export function crossOriginReason({ host, origin }: IncomingHttpHeaders): string | undefined {
  if (!isLoopbackHost(hostnameOf(host ?? ''))) {
    return `Expected a Host header of 127.0.0.1, localhost or [::1], found ${host || 'none'}: call http://127.0.0.1 instead`;
  }
  if (origin !== undefined && !isLoopbackHost(hostnameOf(origin.replace(/^https?:\/\//i, '')))) {
    return `Expected no Origin header or one of 127.0.0.1, localhost or [::1], found ${origin || 'an empty one'}: call from this machine, not from a page of another site`;
  }
  return undefined;
}

// Not the URL parser: it would take the name out of `evil.example@127.0.0.1`.
function hostnameOf(authority: string): string {
  return authority.replace(/:\d*$/, '').toLowerCase();
}
