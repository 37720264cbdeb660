/**
 * Tells whether a host is on the list, exact or below a `*.` entry; without a list every host is.
 *
 * Case and a trailing dot do not count.
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

/** Tells whether the host of a URL, as the URL parser gives it, is this machine. */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
