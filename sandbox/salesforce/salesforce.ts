import { createTokenIssuer } from '../server/access-token.ts';
import type { ClientCredentials } from '../server/credentials.ts';
import { header } from '../server/exchange.ts';
import type { Partner } from '../server/partner.ts';
import { FAULT_CODES, salesforceError, salesforceFault, salesforceRefusal } from './errors.ts';
import { externalIdRoutes } from './external-id.ts';
import { salesforceLimits, salesforceLocks } from './limits.ts';
import { queryRoutes } from './query.ts';
import { sobjectRoutes } from './sobjects.ts';
import { tokenRoute } from './token.ts';

const SESSION_MS = 2 * 60 * 60 * 1000;

/**
 * Creates a Salesforce org with the parts that an order uses: token, Account and Contact, query, platform events. It supports no
 * idempotency keys.
 */
export function createSalesforce(client: ClientCredentials): Partner {
  const issuer = createTokenIssuer({ prefix: '00DHs0000000001!', secret: client.clientSecret, lifetimeMs: SESSION_MS });
  return {
    name: 'salesforce',
    routes: [tokenRoute(client, issuer), ...queryRoutes, ...sobjectRoutes, ...externalIdRoutes],
    idempotency: { remembers: 'nothing' },
    authenticate(request, now) {
      if (issuer.accepts(header(request, 'authorization'), now)) return;
      throw salesforceRefusal('INVALID_SESSION_ID');
    },
    limits: salesforceLimits,
    locks: salesforceLocks,
    faultCodes: FAULT_CODES,
    fault: salesforceFault,
    unknownOperation: () => salesforceError('NOT_FOUND'),
    internalError: (detail) => salesforceError('UNKNOWN_EXCEPTION', detail),
  };
}
