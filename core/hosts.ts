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

/** Returns the host of a URL, as connections of callouts are named. */
export function hostOf(url: string): string {
  return new URL(url).hostname;
}

const LOOPBACK = /^(localhost|127(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}|\[::1\])$/;

/**
 * Returns whether a host is this machine.
 *
 * @param hostname as the URL parser returns it, e.g. `[::1]`
 */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}

/** Stands for the host and port of the sandbox in the URLs of a tenant file: `http://{sandbox}/receiver/orders`. */
export const SANDBOX_HOST = '{sandbox}';

/** Returns whether a host exists on one machine only: this machine itself, or the sandbox. */
export function isLocalHost(hostname: string): boolean {
  return isLoopbackHost(hostname) || hostname === SANDBOX_HOST;
}

/** Returns the text of a tenant file with the address of the sandbox in its URLs. */
export function withSandbox(tenantText: string, sandboxUrl: string): string {
  return tenantText.replaceAll(`http://${SANDBOX_HOST}`, new URL(sandboxUrl).origin);
}
