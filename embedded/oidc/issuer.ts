import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JWTPayload } from 'jose';
import { answerJson } from '../http/answer-json.ts';
import { accessTokenVerifier, signAccessToken, TOKEN_LIFETIME_SECONDS, type TokenParties } from './access-token.ts';
import { type ClientCredentials, openClientCredentials } from './client-credentials.ts';
import { discoveryDocument, ISSUER_PATHS } from './discovery-document.ts';
import { openSigningKey, publicKeyOf } from './signing-key.ts';
import { answerTokenRequest } from './token-endpoint.ts';

/** The token issuer of the single machine: one client, which may have every scope. */
export interface Issuer {
  readonly credentials: ClientCredentials;
  /**
   * Answers `POST /oauth2/token`, `GET /.well-known/openid-configuration` and `GET /.well-known/jwks.json`.
   *
   * @returns false when the path is none of these; the response is then untouched
   */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /**
   * Checks a token of this issuer.
   *
   * @returns its claims
   * @throws one of jose's errors when the token is not valid, here and now
   */
  verify(token: string): Promise<JWTPayload>;
  /**
   * Signs a token for the own client without a request.
   *
   * @param scopes default: all
   */
  token(scopes?: readonly string[]): Promise<string>;
}

/** What an issuer is opened with. */
export interface IssuerOptions {
  /** Holds `oidc.json` (the key) and `credentials.json` (the client); both are made at first start, mode 0600. */
  readonly dataDir: string;
  /** Base URL at which the issuer is reached; asked for each token, since the port may be known only later. */
  issuerUrl(): string;
  readonly scopes: readonly string[];
  readonly audience: string;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/**
 * Opens the issuer of a data directory.
 *
 * @throws DataFileUnusable when a file of an earlier start cannot be used
 */
export async function openIssuer(options: IssuerOptions): Promise<Issuer> {
  const credentials = await openClientCredentials(options.dataDir);
  const key = await openSigningKey(options.dataDir);
  const verify = accessTokenVerifier(key);
  const parties = (): TokenParties => ({
    issuer: options.issuerUrl(),
    audience: options.audience,
    clientId: credentials.clientId,
  });
  const mint = (scopes: readonly string[]) => signAccessToken(key, parties(), scopes);
  const endpoint = { client: credentials, scopes: options.scopes, lifetimeSeconds: TOKEN_LIFETIME_SECONDS, mint };
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
    token: (scopes = options.scopes) => mint(scopes),
  };
}
