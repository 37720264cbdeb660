import { basicAuthMatches } from './basic-auth.ts';
import { header, type SandboxRequest } from './exchange.ts';
import { sameSecret } from './same-secret.ts';

/** An OAuth 2.0 client. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What a token request is. */
export type TokenRequestProblem = 'unsupported_grant_type' | 'invalid_client';

/**
 * Checks a client credentials request: a form with `grant_type`, and the client in the form or in basic auth (RFC 6749 §2.3.1, §4.4.2).
 * Returns what is wrong, or undefined.
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
