import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../../core/hosts.ts';

/**
 * Returns why a request must be rejected before it is handled: its Host is not a loopback address, or a page from somewhere
 * else sent it, be it on another port of this machine.
 *
 * An attacker's host name may resolve to 127.0.0.1, and the browser then treats this port as the attacker's own site.
 * Source: Fetch standard, "Origin header"; RFC 9110 §7.2, "Host and :authority".
 *
 * @returns undefined for a request that is allowed
 */
export function crossOriginReason({ host = '', origin }: IncomingHttpHeaders): string | undefined {
  if (!isLoopbackHost(hostnameOf(host))) {
    return `Expected a Host header of 127.0.0.1, localhost or [::1], found ${host || 'none'}: call http://127.0.0.1 instead`;
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return `Expected no Origin header or http://${host}, found ${origin || 'an empty one'}: call from a program, not from a web page`;
  }
  return undefined;
}

// Not the URL parser: it would read `evil.example@127.0.0.1` as 127.0.0.1.
function hostnameOf(authority: string): string {
  return authority.replace(/:\d*$/, '').toLowerCase();
}
