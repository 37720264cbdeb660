import { CalloutForbidden } from '../../core/plugin/plugin-http.ts';
import { isLoopbackAddress } from './is-loopback-address.ts';
import { isPublicAddress } from './is-public-address.ts';

/**
 * Checks an address that is about to be dialled for a host.
 *
 * @param loopback whether the policy lists the host as loopback; then nothing but loopback may be dialled
 * @throws CalloutForbidden
 */
export function checkAddress(address: string, hostname: string, loopback: boolean): void {
  if (loopback ? isLoopbackAddress(address) : isPublicAddress(address)) return;
  const expected = loopback ? 'a loopback address' : 'a public address';
  throw new CalloutForbidden(
    `Expected ${expected} for ${hostname}, found ${address}, which is refused before it is dialled: check the host and its DNS.`,
  );
}
