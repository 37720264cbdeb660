import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerJson } from '../http/answer-json.ts';
import { BodyTooLarge, readBody } from '../http/read-body.ts';
import { type ClientCredentials, isClient } from './client-credentials.ts';
import { OauthError } from './oauth-error.ts';
import { readTokenRequest } from './token-request.ts';

const BODY_LIMIT = 16 * 1024;
const FORM = 'application/x-www-form-urlencoded';
const NOT_STORED = { 'cache-control': 'no-store', pragma: 'no-cache' } as const;

/** What the token endpoint works with. */
export interface TokenEndpointOptions {
  readonly client: ClientCredentials;
  /** Every scope that the client may have. */
  readonly scopes: readonly string[];
  /** How long a token lasts. */
  readonly lifetimeSeconds: number;
  mint(scopes: readonly string[]): Promise<string>;
}

/** Answers `POST /oauth2/token`: OAuth 2.0 client credentials (RFC 6749 §4.4, errors §5.2). */
export async function answerTokenRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: TokenEndpointOptions,
): Promise<void> {
  try {
    const scopes = await grantedScopes(request, options);
    const token = {
      access_token: await options.mint(scopes),
      token_type: 'Bearer',
      expires_in: options.lifetimeSeconds,
      scope: scopes.join(' '),
    };
    answerJson(response, 200, token, NOT_STORED);
  } catch (error) {
    const refusal = error instanceof BodyTooLarge ? new OauthError('invalid_request', error.message) : error;
    if (!(refusal instanceof OauthError)) throw error;
    const challenge = refusal.status === 401 ? { 'www-authenticate': 'Basic realm="token", charset="UTF-8"' } : {};
    const body = { error: refusal.code, error_description: refusal.message };
    answerJson(response, refusal.status, body, { ...NOT_STORED, ...challenge });
  }
}

async function grantedScopes(request: IncomingMessage, options: TokenEndpointOptions): Promise<readonly string[]> {
  const body = await readBody(request, BODY_LIMIT);
  if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== FORM) {
    throw new OauthError('invalid_request', `the body must be a form: send it as ${FORM}`);
  }
  const { client, grantType, scopes } = readTokenRequest(body.toString(), request.headers.authorization);
  if (!isClient(options.client, client)) throw new OauthError('invalid_client', 'the client id or secret is wrong');
  if (grantType !== 'client_credentials') {
    throw new OauthError('unsupported_grant_type', 'only client_credentials is supported');
  }
  if (scopes?.some((scope) => !options.scopes.includes(scope))) {
    throw new OauthError('invalid_scope', `the client may have: ${options.scopes.join(', ')}`);
  }
  return [...new Set(scopes ?? options.scopes)];
}
