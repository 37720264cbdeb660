import type { ConsoleSettings } from '../../blueprint/wire/console-settings.ts';

/**
 * Returns the headers of every response of the console.
 *
 * A page may load scripts and styles of its own host only, and send requests to the API and to the token endpoint only. Text of
 * an order that gets into the page as markup can therefore neither run nor send anything.
 */
export function securityHeaders({ signIn }: Pick<ConsoleSettings, 'signIn'>): Readonly<Record<string, string>> {
  const tokenOrigin = signIn === null ? undefined : originOf(signIn.tokenEndpoint);
  const policy = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ["'self'"],
    'connect-src': ["'self'", ...(tokenOrigin === undefined ? [] : [tokenOrigin])],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'base-uri': ["'none'"],
    'require-trusted-types-for': ["'script'"],
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, values]) => `${directive} ${values.join(' ')}`)
      .join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
  };
}

/** Returns the origin of an endpoint; undefined for a path of the own host. */
function originOf(endpoint: string): string | undefined {
  return endpoint.startsWith('/') ? undefined : new URL(endpoint).origin;
}
