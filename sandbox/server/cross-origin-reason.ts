import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK = /^(localhost|127(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}|\[::1\])(:\d*)?$/i;

/**
 * Returns why a request must be rejected before it is handled: its Host is not a loopback address, or a page from somewhere
 * else sent it, be it on another port of this machine. Returns undefined for a request to accept.
 *
 * The control plane needs no credentials, and an attacker's domain may resolve to 127.0.0.1: the browser then treats the
 * sandbox as part of the attacker's site. Source: Fetch standard, "Origin header".
 */
export function crossOriginReason({ host = '', origin }: IncomingHttpHeaders): string | undefined {
  if (!LOOPBACK.test(host)) {
    return `Expected a Host header of 127.0.0.1, localhost or [::1], found ${host || 'none'}: call http://127.0.0.1 instead.`;
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return `Expected no Origin header or http://${host}, found ${origin || 'an empty one'}: call from a program, not from a web page.`;
  }
  return undefined;
}
