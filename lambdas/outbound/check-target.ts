import { isIP } from 'node:net';
import { isAllowedHost } from '../../core/hosts.ts';
import { CalloutForbidden } from '../../core/plugin/plugin-http.ts';
import { checkAddress } from './check-address.ts';

import type { OutboundPolicy } from './outbound-policy.ts';
import type { Target } from './target.ts';

const DEFAULT_PORTS: Readonly<Record<Target['protocol'], number>> = { 'http:': 80, 'https:': 443 };

/**
 * Decides whether a URL may be called at all, before any name is resolved; literal addresses are checked here.
 *
 * An address in decimal, octal, hexadecimal or short form (`https://2130706433`, `https://0x7f.1`) is judged as what it
 * means, since the URL parser turns it into dotted decimal (WHATWG URL, section 3.5).
 *
 * @throws CalloutForbidden
 */
export function checkTarget(text: string, policy: OutboundPolicy): Target {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined)
    throw new CalloutForbidden('Expected an absolute URL, found text that is none: check the endpoint.');
  const { protocol } = url;
  if (protocol !== 'https:' && protocol !== 'http:')
    throw new CalloutForbidden(`Expected an https URL, found ${protocol} to ${url.host}: use https.`);
  if (url.username !== '' || url.password !== '')
    throw new CalloutForbidden(
      `Expected a URL without user name and password, found some for ${url.host}: configure basic auth for the host.`,
    );
  const port = url.port === '' ? DEFAULT_PORTS[protocol] : Number(url.port);
  if (port === 0) throw new CalloutForbidden(`Expected a port from 1 to 65535, found 0 for ${url.host}.`);

  const hostname = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const loopback = (policy.loopback ?? []).includes(`${url.hostname}:${port}`);
  if (protocol === 'http:' && !loopback)
    throw new CalloutForbidden(`Expected an https URL, found http to ${url.host}: the partner must offer https.`);
  if (!loopback && !isAllowedHost(hostname, policy.allowedHosts))
    throw new CalloutForbidden(
      `${hostname} is not among the allowed hosts: add it to outbound.allowedHosts to call it.`,
    );
  if (isIP(hostname) !== 0) checkAddress(hostname, hostname, loopback);
  return { protocol, hostname, port, path: `${url.pathname}${url.search}`, loopback };
}
