import { basicAuthMatches } from '../server/credentials.ts';
import { header, Refusal } from '../server/exchange.ts';
import type { Partner } from '../server/partner.ts';
import { plainFault } from '../server/plain-fault.ts';
import { entitlementRoutes } from './entitlements.ts';
import { orderRoutes } from './orders.ts';
import { requestRoutes } from './requests.ts';
import { userRoutes } from './users.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Creates a provisioning API with basic auth. It supports `Idempotency-Key` on POST: a repeat of a successful request
 * returns the first answer for a day, and a different request with the same key returns 422. Errors are not remembered.
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
        body: { code: 'idempotency_key_reused', message: 'This idempotency key was used for a different request.' },
      }),
    },
    authenticate(request) {
      if (basicAuthMatches(header(request, 'authorization'), credentials.username, credentials.password)) return;
      throw new Refusal({
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="provisioning"' },
        body: { code: 'unauthorized', message: 'The basic auth credentials are missing or invalid.' },
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
