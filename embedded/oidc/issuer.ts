import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { answerJson } from '../http/answer-json.ts';
import { type ClientCredentials, ISSUER_PATHS, openClientCredentials } from './client-credentials.ts';
import { openSigningKey, publicKeyOf, SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';
import { answerTokenRequest } from './token-endpoint.ts';
import { rememberVerified } from './verified-tokens.ts';

/** The token issuer of the single machine. Its only client may have every scope. */
export interface Issuer {
  readonly credentials: ClientCredentials;
  /**
   * Handles `POST /oauth2/token`, `GET /.well-known/openid-configuration` and `GET /.well-known/jwks.json`.
   *
   * @returns false for any other path, with the response untouched
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /**
   * Verifies a token of this issuer.
   *
   * @returns its claims
   * @throws one of jose's errors when the token is invalid or has expired
   */
  verify(token: string): Promise<JWTPayload>;
  /**
   * Signs a token for the client without a request.
   *
   * @param scopes default: all scopes
   */
  token(scopes?: readonly string[]): Promise<string>;
}

/** Options of {@link openIssuer}. */
export interface IssuerOptions {
  /** Folder of `oidc.json` (the key) and `credentials.json` (the client). The first start creates both, with mode 0600. */
  readonly dataDir: string;
  /** Returns the base URL of the issuer. Called for each token, since the port may be assigned later. */
  issuerUrl(): string;
  readonly scopes: readonly string[];
  readonly audience: string;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/**
 * Opens the issuer of a data folder.
 *
 * @throws DataFileUnusable when a file of an earlier start is damaged
 */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  const credentials = await openClientCredentials(options.dataDir);
  const key = await openSigningKey(options.dataDir);
  const verify = rememberVerified(accessTokenVerifier(key));
  const parties = (): TokenParties => ({
    issuer: options.issuerUrl(),
    audience: options.audience,
    clientId: credentials.clientId,
  });
  const sign = (scopes: readonly string[]) => signAccessToken(key, parties(), scopes);
  const endpoint = { client: credentials, scopes: options.scopes, lifetimeSeconds: TOKEN_LIFETIME_SECONDS, sign };
  const answers: Readonly<Record<string, { readonly method: string; readonly answer: Answer }>> = {
    [ISSUER_PATHS.token]: {
      method: 'POST',
      answer: (request, response) => answerTokenRequest(request, response, endpoint),
    },
    [ISSUER_PATHS.discovery]: {
      method: 'GET',
      answer: (_, response) => answerJson(response, 200, discoveryDocument(options.issuerUrl(), options.scopes)),
    },
    [ISSUER_PATHS.keys]: {
      method: 'GET',
      answer: (_, response) => answerJson(response, 200, { keys: [publicKeyOf(key)] }),
    },
  };
  return {
    credentials,
    async handle(request, response) {
      const path = request.url?.split('?')[0] ?? '';
      const found = Object.hasOwn(answers, path) ? answers[path] : undefined;
      if (found === undefined) return false;
      if (request.method === found.method) await found.answer(request, response);
      else answerJson(response, 405, { message: 'Method Not Allowed' }, { allow: found.method });
      return true;
    },
    verify: (token) => verify(token, parties()),
    token: (scopes = options.scopes) => sign(scopes),
  };
}

/** Returns the discovery document of the issuer (OpenID Connect Discovery 1.0 §3, RFC 8414). */
export function discoveryDocument(issuerUrl: string, scopes: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    issuer: issuerUrl,
    token_endpoint: `${issuerUrl}${ISSUER_PATHS.token}`,
    jwks_uri: `${issuerUrl}${ISSUER_PATHS.keys}`,
    scopes_supported: scopes,
    response_types_supported: [],
    grant_types_supported: ['client_credentials'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [SIGNING_ALGORITHM],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  };
}

const TYPE = 'at+jwt';

/** Lifetime of a token. */
export const TOKEN_LIFETIME_SECONDS = 3600;

/** Parties of a token. */
export interface TokenParties {
  readonly issuer: string;
  readonly audience: string;
  readonly clientId: string;
}

/** Signs an access token with the claims of RFC 9068 §2.2. */
export async function signAccessToken(
  key: SigningKey,
  { issuer, audience, clientId }: TokenParties,
  scopes: readonly string[],
): Promise<string> {
  return await new SignJWT({ client_id: clientId, scope: scopes.join(' ') })
    .setProtectedHeader({ alg: SIGNING_ALGORITHM, kid: key.kid, typ: TYPE })
    .setIssuer(issuer)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime(`${TOKEN_LIFETIME_SECONDS}s`)
    .setJti(randomUUID())
    .sign(await importJWK({ ...key }, SIGNING_ALGORITHM));
}

/**
 * Creates the verifier of tokens: it checks signature, algorithm, type, issuer, audience and times.
 *
 * @returns a function that returns the claims, or throws one of jose's errors
 */
export function accessTokenVerifier(key: SigningKey): (token: string, parties: TokenParties) => Promise<JWTPayload> {
  const keys = createLocalJWKSet({ keys: [{ ...publicKeyOf(key) }] });
  return async (token, { issuer, audience }) => {
    const requiredClaims = ['sub', 'client_id', 'scope', 'iat', 'exp', 'jti'];
    const expected = { issuer, audience, algorithms: [SIGNING_ALGORITHM], typ: TYPE, requiredClaims };
    const { payload } = await jwtVerify(token, keys, expected);
    return payload;
  };
}
