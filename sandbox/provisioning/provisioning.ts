import { basicAuthMatches } from '../server/basic-auth.ts';
import { header } from '../server/exchange.ts';
import type { Partner } from '../server/partner.ts';
import { plainFault } from '../server/plain-fault.ts';
import { Refusal } from '../server/refusal.ts';
import { entitlementRoutes } from './entitlements.ts';
import { orderRoutes } from './orders.ts';
import { requestRoutes } from './requests.ts';
import { userRoutes } from './users.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A provisioning API behind basic auth. It honours `Idempotency-Key` on POST: the same key and request get the first
 * successful answer again for a day, the same key with another request gets 422. A refusal is not remembered.
 */
export function createProvisioning(credentials: { username: string; password: string }): Partner {
  return {
    name: 'provisioning',
    routes: [...userRoutes, ...orderRoutes, ...entitlementRoutes, ...requestRoutes],
    idempotency: {
      remembers: 'successes',
      methods: ['POST'],
      forMs: DAY_MS,
      mismatch: () => ({
        status: 422,
        body: { code: 'idempotency_key_reused', message: 'This idempotency key came with another request before.' },
      }),
    },
    authenticate(request) {
      if (basicAuthMatches(header(request, 'authorization'), credentials.username, credentials.password)) return;
      throw new Refusal({
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="provisioning"' },
        body: { code: 'unauthorized', message: 'Expected the basic auth credentials of a client.' },
      });
    },
    fault: plainFault,
    unknownOperation: ({ method, path }) => ({
      status: 404,
      body: { code: 'not_found', message: `There is no ${method} ${path}.` },
    }),
    internalError: (detail) => ({ status: 500, body: { code: 'internal_error', message: detail } }),
  };
}
