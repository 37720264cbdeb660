import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ClientCredentials } from '../credentials-file.ts';
import { answerJson } from '../http/answer-json.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import type { Clients } from './client-credentials.ts';

const BODY_LIMIT = 16 * 1024;
const FORM = 'application/x-www-form-urlencoded';
const NOT_STORED = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** What a token grants, and to whom. */
export interface Grant {
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** Options of the token endpoint. */
export interface TokenEndpointOptions {
  readonly clients: Pick<Clients, 'find'>;
  /** Lifetime of a token. */
  readonly lifetimeSeconds: number;
  sign(scopes: readonly string[], clientId: string): Promise<string>;
}

/** Handles `POST /oauth2/token`: OAuth 2.0 client credentials (RFC 6749 §4.4, errors §5.2). */
export async function answerTokenRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: TokenEndpointOptions,
): Promise<void> {
  try {
    const { clientId, scopes } = await grantOf(request, options);
    const token = {
      access_token: await options.sign(scopes, clientId),
      token_type: 'Bearer',
      expires_in: options.lifetimeSeconds,
      scope: scopes.join(' '),
    };
    answerJson(response, 200, token, NOT_STORED);
  } catch (error) {
    const oauthError = error instanceof BodyTooLarge ? new OauthError('invalid_request', error.message) : error;
    if (!(oauthError instanceof OauthError)) throw error;
    const challenge = oauthError.status === 401 ? { 'www-authenticate': 'Basic realm="token", charset="UTF-8"' } : {};
    const body = { error: oauthError.code, error_description: oauthError.message };
    answerJson(response, oauthError.status, body, { ...NOT_STORED, ...challenge });
  }
}

async function grantOf(request: IncomingMessage, { clients }: TokenEndpointOptions): Promise<Grant> {
  const body = await readBody(request, BODY_LIMIT);
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== FORM) {
    throw new OauthError('invalid_request', `the body must be a form: send it as ${FORM}`);
  }
  const { client: found, grantType, scopes } = readTokenRequest(body.toString(), request.headers.authorization);
  const client = clients.find(found);
  if (client === undefined) throw new OauthError('invalid_client', 'the client id or secret is wrong');
  if (grantType !== 'client_credentials') {
    throw new OauthError('unsupported_grant_type', 'only client_credentials is supported');
  }
  const allowed: readonly string[] = client.scopes;
  if (scopes?.some((scope) => !allowed.includes(scope))) {
    throw new OauthError('invalid_scope', `the client may have: ${allowed.join(', ')}`);
  }
  return { clientId: client.clientId, scopes: [...new Set(scopes ?? allowed)] };
}

/** A parsed token request. */
export interface TokenRequest {
  readonly client: ClientCredentials;
  readonly grantType: string;
  /** Requested scopes; undefined when the client leaves the choice to the server. */
  readonly scopes: readonly string[] | undefined;
}

/**
 * Parses a token request, with the client in HTTP basic or in the form (RFC 6749 §2.3.1, §4.4.2).
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

// RFC 6749 §3.2: a parameter without a value counts as omitted, and none may be repeated.
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

/** Error codes of this token endpoint (RFC 6749 §5.2), with their HTTP status. */
const STATUS_OF = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
} as const;

/** An error code of RFC 6749. */
export type OauthErrorCode = keyof typeof STATUS_OF;

/** A rejected token request. */
export class OauthError extends Error {
  override readonly name = 'OauthError';
  readonly code: OauthErrorCode;
  readonly status: number;

  /**
   * @param code the `error` of the response
   * @param description the `error_description`: ASCII without quotes or backslashes, as the RFC requires
   */
  constructor(code: OauthErrorCode, description: string) {
    super(description);
    this.code = code;
    this.status = STATUS_OF[code];
  }
}
