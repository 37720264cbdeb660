import type { ClientCredentials } from './client-credentials.ts';
import { OauthError } from './oauth-error.ts';

/** What a client asks a token endpoint for. */
export interface TokenRequest {
  readonly client: ClientCredentials;
  readonly grantType: string;
  /** The scopes asked for; undefined when the client leaves the choice to the server. */
  readonly scopes: readonly string[] | undefined;
}

/**
 * Reads a token request, with the client named by HTTP basic or in the form (RFC 6749 §2.3.1, §4.4.2).
 *
 * @param body the form, undecoded
 * @param authorization the Authorization header
 * @throws OauthError invalid_request or invalid_client
 */
export function readTokenRequest(body: string, authorization: string | undefined): TokenRequest {
  const form = readForm(body);
  const grantType = form.get('grant_type');
  const client = authorization === undefined ? formClient(form) : basicClient(authorization, form);
  if (grantType === undefined)
    throw new OauthError('invalid_request', 'grant_type is missing: send client_credentials');
  const scopes = form.get('scope')?.split(' ').filter(Boolean);
  return { client, grantType, scopes: scopes?.length === 0 ? undefined : scopes };
}

// RFC 6749 §3.2: a parameter without a value counts as left out, and none may come twice.
function readForm(body: string): ReadonlyMap<string, string> {
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (value === '') continue;
    if (form.has(name)) throw new OauthError('invalid_request', 'a parameter is given twice: send each once');
    form.set(name, value);
  }
  return form;
}

function formClient(form: ReadonlyMap<string, string>): ClientCredentials {
  const clientId = form.get('client_id');
  const clientSecret = form.get('client_secret');
  if (clientId === undefined || clientSecret === undefined) {
    throw new OauthError(
      'invalid_client',
      'no client: use HTTP basic, or send client_id and client_secret in the form',
    );
  }
  return { clientId, clientSecret };
}

function basicClient(authorization: string, form: ReadonlyMap<string, string>): ClientCredentials {
  if (form.has('client_secret')) {
    throw new OauthError('invalid_request', 'two ways to name the client: use HTTP basic or the form, not both');
  }
  const [scheme, encoded] = authorization.split(' ');
  const decoded = Buffer.from(encoded ?? '', 'base64').toString();
  const colon = decoded.indexOf(':');
  if (scheme?.toLowerCase() !== 'basic' || colon < 1) {
    throw new OauthError('invalid_client', 'the Authorization header is not HTTP basic with an id and a secret');
  }
  const clientId = formDecode(decoded.slice(0, colon));
  if (form.has('client_id') && form.get('client_id') !== clientId) {
    throw new OauthError('invalid_request', 'client_id in the form differs from the one in the Authorization header');
  }
  return { clientId, clientSecret: formDecode(decoded.slice(colon + 1)) };
}

function formDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    throw Object.assign(new OauthError('invalid_client', 'the id and the secret must be form-encoded'), { cause });
  }
}
