import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { checkAddress } from './check-address.ts';

/** All addresses of a name, in the order in which they are to be tried. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

/** Resolves as the operating system does. */
export const resolveHost: ResolveHost = (hostname) => lookup(hostname, { all: true });

/**
 * A `lookup` for a socket that gives it checked addresses only.
 *
 * The socket dials what this gives and asks nobody again, so that a DNS answer that changes after the check
 * (DNS rebinding) has no effect. One address that is not allowed refuses the name, since the socket may try all of them.
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
