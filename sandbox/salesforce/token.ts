import { createHmac } from 'node:crypto';
import type { TokenIssuer } from '../server/access-token.ts';
import { type ClientCredentials, tokenRequestProblem } from '../server/credentials.ts';
import type { Route } from '../server/route.ts';
import { tokenError } from './errors.ts';
import { orgOf } from './org.ts';

const HOUR_MS = 60 * 60 * 1000;

/**
 * Creates `POST /services/oauth2/token`, the client credentials flow. A user may log in a limited number of times in an hour.
 * Sources: Salesforce Help, "OAuth 2.0 Client Credentials Flow for Server-to-Server Integration" and "Login Rate Exceeded".
 */
export function tokenRoute(client: ClientCredentials, issuer: TokenIssuer): Route {
  return {
    method: 'POST',
    pattern: '/services/oauth2/token',
    kind: 'token',
    handle({ request, transaction }) {
      const problem = tokenRequestProblem(request, client);
      if (problem !== undefined) return tokenError(problem);
      const hour = Math.floor(transaction.now.getTime() / HOUR_MS);
      const logins = transaction.nextNumber(`salesforce.logins.${hour}`);
      if (logins > orgOf(transaction).loginsPerHour) return tokenError('login_rate_exceeded');
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
