import { createHmac } from 'node:crypto';
import type { TokenIssuer } from '../server/access-token.ts';
import { type ClientCredentials, type TokenRequestProblem, tokenRequestProblem } from '../server/credentials.ts';
import type { Route } from '../server/route.ts';

const DESCRIPTIONS: Readonly<Record<TokenRequestProblem, string>> = {
  unsupported_grant_type: 'grant type not supported',
  invalid_client: 'invalid client credentials',
};

/**
 * Creates `POST /services/oauth2/token`, the client credentials flow.
 * Source: Salesforce Help, "OAuth 2.0 Client Credentials Flow for Server-to-Server Integration".
 */
export function tokenRoute(client: ClientCredentials, issuer: TokenIssuer): Route {
  return {
    method: 'POST',
    pattern: '/services/oauth2/token',
    kind: 'token',
    handle({ request, transaction }) {
      const problem = tokenRequestProblem(request, client);
      if (problem !== undefined) {
        return { status: 400, body: { error: problem, error_description: DESCRIPTIONS[problem] } };
      }
      const instanceUrl = `${request.origin}/salesforce`;
      const id = `${instanceUrl}/id/00DHs0000000001MAA/005Hs000000001AAA`;
      const issuedAt = String(transaction.now.getTime());
      const body = {
        access_token: issuer.issue(transaction.now),
        signature: createHmac('sha256', client.clientSecret)
          .update(id + issuedAt)
          .digest('base64'),
        scope: 'api',
        instance_url: instanceUrl,
        id,
        token_type: 'Bearer',
        issued_at: issuedAt,
      };
      return { status: 200, headers: { 'cache-control': 'no-store' }, body };
    },
  };
}
