/**
 * Returns whether a list allows a host: it contains the host itself, or a `*.` entry that covers it. Without a list every
 * host is allowed. Case and a trailing dot are ignored.
 */
export function isAllowedHost(hostname: string, allowedHosts: readonly string[] | undefined): boolean {
  if (allowedHosts === undefined) return true;
  const host = canonical(hostname);
  return allowedHosts.some((entry) => {
    const pattern = canonical(entry);
    return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) && host !== pattern.slice(1) : host === pattern;
  });
}

function canonical(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Returns whether a host is this machine.
 *
 * @param hostname as the URL parser returns it, e.g. `[::1]`
 */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
