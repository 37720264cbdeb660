import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { CalloutForbidden } from '../../core/plugin/plugin-http.ts';
import { isLoopbackAddress, isPublicAddress } from './is-public-address.ts';

/**
 * Checks an address before it is dialled for a host.
 *
 * @param loopback whether the policy lists the host as loopback; then only loopback may be dialled
 * @throws CalloutForbidden
 */
export function checkAddress(address: string, hostname: string, loopback: boolean): void {
  if (loopback ? isLoopbackAddress(address) : isPublicAddress(address)) return;
  const expected = loopback ? 'a loopback address' : 'a public address';
  throw new CalloutForbidden(
    `Expected ${expected} for ${hostname}, found ${address}, which is refused before it is dialled: check the host and its DNS.`,
  );
}

/** Returns all addresses of a name, in the order in which to try them. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Resolves a name as the operating system does. */
export const resolveHost: ResolveHost = async (hostname) => {
  const { lookup } = await import('node:dns/promises');
  return lookup(hostname, { all: true });
};

/**
 * Creates a `lookup` for a socket that returns only checked addresses.
 *
 * The socket dials what this returns and resolves nothing again, so that a DNS answer that changes after the check
 * (DNS rebinding) has no effect. One forbidden address rejects the name, since the socket may try all of them.
 *
 * @param loopback whether the policy lists the host as loopback
 */
export function createCheckedLookup(resolve: ResolveHost, loopback: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        try {
          if (first === undefined) throw new Error(`${hostname} has no address`);
          for (const { address } of addresses) checkAddress(address, hostname, loopback);
        } catch (error) {
          callback(error instanceof Error ? error : new Error(String(error)), '', 0);
          return;
        }
        if (options.all === true) callback(null, [...addresses]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}
