import { createHash, timingSafeEqual } from 'node:crypto';
import { header, type SandboxRequest } from './exchange.ts';

/** An OAuth 2.0 client. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** OAuth 2.0 error codes of a token request (RFC 6749 §5.2). */
export type TokenRequestProblem = 'unsupported_grant_type' | 'invalid_client';

/**
 * Checks a client credentials request: a form with `grant_type`, and the client in the form or in basic auth
 * (RFC 6749 §2.3.1, §4.4.2). Returns undefined for a valid request.
 */
export function tokenRequestProblem(
  request: SandboxRequest,
  client: ClientCredentials,
): TokenRequestProblem | undefined {
  const form = new URLSearchParams(request.body);
  if (form.get('grant_type') !== 'client_credentials') return 'unsupported_grant_type';
  const inForm =
    form.get('client_id') === client.clientId && sameSecret(form.get('client_secret') ?? '', client.clientSecret);
  const inHeader = basicAuthMatches(header(request, 'authorization'), client.clientId, client.clientSecret);
  return inForm || inHeader ? undefined : 'invalid_client';
}

/** Returns whether an `Authorization` header carries these basic credentials (RFC 7617). */
export function basicAuthMatches(authorization: string | undefined, username: string, password: string): boolean {
  const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return false;
  return sameSecret(Buffer.from(encoded, 'base64').toString('utf8'), `${username}:${password}`);
}

/** Compares two secrets in constant time. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
