import { isIP } from 'node:net';
import { isAllowedHost, isLocalHost } from '../../core/hosts.ts';
import { CalloutForbidden } from '../../core/plugin/plugin-http.ts';
import { checkAddress } from './check-address.ts';

/** The hosts that a tenant's plugins and webhooks may call. */
export interface OutboundPolicy {
  /** Hosts that may be called, exact or `*.example.org` (every host below it, not itself). @default every public host */
  readonly allowedHosts?: readonly string[] | undefined;
  /**
   * `host:port` pairs on loopback that may be called, also over http: the sandbox of the single machine, and what its
   * LOCAL_HOSTS names. They need no entry in `allowedHosts`, and must resolve to loopback. @default none
   */
  readonly loopback?: readonly string[] | undefined;
}

/** Where a request goes, once the policy allows it. */
export interface Target {
  readonly protocol: 'http:' | 'https:';
  /** A name or an address, IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Path and query. */
  readonly path: string;
  /** Whether the policy lists it as loopback. Only loopback may be dialled then, and only public addresses otherwise. */
  readonly loopback: boolean;
}

const DEFAULT_PORTS: Readonly<Record<Target['protocol'], number>> = { 'http:': 80, 'https:': 443 };

/**
 * Checks whether the policy allows a URL, before its name is resolved. Literal addresses are checked here.
 *
 * An address in decimal, octal, hexadecimal or short form (`https://2130706433`, `https://0x7f.1`) is checked by its
 * meaning, since the URL parser turns it into dotted decimal (WHATWG URL, section 3.5).
 *
 * @throws CalloutForbidden
 */
export function checkTarget(text: string, policy: OutboundPolicy): Target {
  const url = URL.parse(text);
  if (url === null)
    throw new CalloutForbidden('Expected an absolute URL, found text that is not one: check the endpoint.');
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
  if (!loopback && isLocalHost(url.hostname))
    throw new CalloutForbidden(
      `Expected a host that this system may call, found ${url.hostname}:${port}, which is this machine: start it with LOCAL_HOSTS=${url.hostname}:${port}. On AWS no function can call it.`,
    );
  if (protocol === 'http:' && !loopback)
    throw new CalloutForbidden(`Expected an https URL, found http to ${url.host}: the partner must offer https.`);
  if (!loopback && !isAllowedHost(hostname, policy.allowedHosts))
    throw new CalloutForbidden(
      `${hostname} is not among the allowed hosts: add it to outbound.allowedHosts to call it.`,
    );
  if (isIP(hostname) !== 0) checkAddress(hostname, hostname, loopback);
  return { protocol, hostname, port, path: `${url.pathname}${url.search}`, loopback };
}
