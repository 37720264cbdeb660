import { randomUUID } from 'node:crypto';
import type { TokenIssuer } from '../server/access-token.ts';
import { type ClientCredentials, tokenRequestProblem } from '../server/credentials.ts';
import type { Route } from '../server/route.ts';
import { failure, reason } from './errors.ts';

/** Lifetime of a token in seconds. Source: Zuora developer guide, "Error handling": tokens expire after one hour. */
export const TOKEN_SECONDS = 3_600;

/** Creates `POST /oauth/token`, the client credentials flow. Source: Zuora v1 API reference, "Create an OAuth token". */
export function tokenRoute(client: ClientCredentials, issuer: TokenIssuer): Route {
  return {
    method: 'POST',
    pattern: '/oauth/token',
    kind: 'token',
    handle({ request, transaction }) {
      const problem = tokenRequestProblem(request, client);
      if (problem === 'unsupported_grant_type') {
        return failure([reason({ category: 'invalidValue' }, "'grant_type' must be 'client_credentials'")], 400);
      }
      if (problem === 'invalid_client') {
        return failure(
          [reason({ category: 'authentication', resource: 'credentials' }, 'Invalid client id or secret')],
          401,
        );
      }
      const body = {
        access_token: issuer.issue(transaction.now),
        token_type: 'bearer',
        expires_in: TOKEN_SECONDS - 1,
        scope: 'user.sandbox',
        jti: randomUUID(),
      };
      return { status: 200, headers: { 'cache-control': 'no-store' }, body };
    },
  };
}
