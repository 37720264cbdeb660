import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createLocalJWKSet, importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { SCOPES, type Scope } from '../../core/access.ts';
import { answerJson } from '../http/answer-json.ts';
import { type Clients, ISSUER_PATHS, openClients } from './client-credentials.ts';
import { openPeople, type People } from './sign-in/people.ts';
import { createSignIn } from './sign-in/sign-in.ts';
import { authorizationServerMetadata } from './sign-in/sign-in-settings.ts';
import { openSigningKeys, type PublicKey, publicKeysOf, SIGNING_ALGORITHM, type SigningKey } from './signing-key.ts';
import { answerTokenRequest, type Grant } from './token-endpoint.ts';
import { rememberVerified } from './verified-tokens.ts';

/** The token issuer of the single machine, with one client and one person per role. */
export interface Issuer {
  readonly clients: Clients;
  readonly people: People;
  /**
   * Handles `POST /oauth2/token`, the documents `openid-configuration`, `oauth-authorization-server` and `jwks.json` below `/.well-known/`,
   * and the sign-in of people below `/sign-in/`.
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
   * Signs a token without a request, for code in this process.
   *
   * @param scopes default: all scopes
   * @param clientId default: {@link IN_PROCESS_CLIENT}
   */
  token(scopes?: readonly Scope[], clientId?: string): Promise<string>;
}

/** The client of tokens that code in this process asks for. It has no secret, so nobody else can be this client. */
export const IN_PROCESS_CLIENT = 'in-process';

/** Options of {@link openIssuer}. */
export interface IssuerOptions {
  /** Folder of `oidc.json` (the key) and `credentials.json` (the clients). The first start creates both, with mode 0600. */
  readonly dataDir: string;
  /** Returns the base URL of the issuer. Called for each token, since the port may be assigned later. */
  issuerUrl(): string;
  readonly audience: string;
  /** Where the tenant file lets agents send people back to. @default nowhere, besides this machine */
  readonly agentRedirectUrls?: readonly string[];
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/**
 * Opens the issuer of a data folder.
 *
 * @throws DataFileUnusable when a file of an earlier start is damaged
 */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  const clients = await openClients(options.dataDir);
  const people = await openPeople(options.dataDir);
  const ring = await openSigningKeys(options.dataDir, TOKEN_LIFETIME_SECONDS * 1000);
  const publicKeys = async (): Promise<readonly PublicKey[]> => publicKeysOf(await ring.now(), new Date());
  const verify = rememberVerified(accessTokenVerifier(publicKeys), {
    keys: async () => (await publicKeys()).map(({ kid }) => kid).join(' '),
  });
  const parties = (): TokenParties => ({ issuer: options.issuerUrl(), audience: options.audience });
  const sign = async (scopes: readonly string[], clientId: string) =>
    signAccessToken((await ring.now()).current, parties(), { clientId, scopes });
  const endpoint = { clients, lifetimeSeconds: TOKEN_LIFETIME_SECONDS, sign };
  const signIn = createSignIn({
    key: async () => (await ring.now()).current,
    people,
    audience: options.audience,
    accessTokenSeconds: TOKEN_LIFETIME_SECONDS,
    issuerUrl: options.issuerUrl,
    agentRedirectUrls: options.agentRedirectUrls ?? [],
  });
  const answers: Readonly<Record<string, { readonly method: string; readonly answer: Answer }>> = {
    [ISSUER_PATHS.token]: {
      method: 'POST',
      answer: (request, response) => answerTokenRequest(request, response, endpoint),
    },
    [ISSUER_PATHS.discovery]: {
      method: 'GET',
      answer: (_, response) => answerJson(response, 200, discoveryDocument(options.issuerUrl(), SCOPES)),
    },
    [ISSUER_PATHS.authorizationServer]: {
      method: 'GET',
      answer: (_, response) => answerJson(response, 200, authorizationServerMetadata(options.issuerUrl(), SCOPES)),
    },
    [ISSUER_PATHS.keys]: {
      method: 'GET',
      answer: async (_, response) => answerJson(response, 200, { keys: await publicKeys() }),
    },
  };
  return {
    clients,
    people,
    async handle(request, response) {
      const path = request.url?.split('?')[0] ?? '';
      const found = Object.hasOwn(answers, path) ? answers[path] : undefined;
      if (found === undefined) return signIn.handle(request, response);
      if (request.method === found.method) await found.answer(request, response);
      else answerJson(response, 405, { message: 'Method Not Allowed' }, { allow: found.method });
      return true;
    },
    verify: (token) => verify(token, parties()),
    token: (scopes = SCOPES, clientId = IN_PROCESS_CLIENT) => sign(scopes, clientId),
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

/** Issuer and receiver of a token. */
export interface TokenParties {
  readonly issuer: string;
  readonly audience: string;
}

/** Signs an access token with the claims of RFC 9068 §2.2. */
export async function signAccessToken(
  key: SigningKey,
  { issuer, audience }: TokenParties,
  { clientId, scopes }: Grant,
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
 * @param keys returns the keys with which a token may be signed now
 * @returns a function that returns the claims, or throws one of jose's errors
 */
export function accessTokenVerifier(
  keys: () => Promise<readonly PublicKey[]>,
): (token: string, parties: TokenParties) => Promise<JWTPayload> {
  return async (token, { issuer, audience }) => {
    const counting = createLocalJWKSet({ keys: (await keys()).map((key) => ({ ...key })) });
    const requiredClaims = ['sub', 'client_id', 'scope', 'iat', 'exp', 'jti'];
    const expected = { issuer, audience, algorithms: [SIGNING_ALGORITHM], typ: TYPE, requiredClaims };
    const { payload } = await jwtVerify(token, counting, expected);
    return payload;
  };
}
