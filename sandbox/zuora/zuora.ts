import { randomUUID } from 'node:crypto';
import { createTokenIssuer } from '../server/access-token.ts';
import type { ClientCredentials } from '../server/credentials.ts';
import { header, Refusal } from '../server/exchange.ts';
import type { Partner } from '../server/partner.ts';
import { accountRoutes } from './accounts.ts';
import { billingDocumentsRoute } from './billing/list-documents.ts';
import { catalogSeed } from './catalog/catalog.ts';
import { catalogRoutes } from './catalog/catalog-routes.ts';
import type { ZuoraCatalog } from './catalog/catalog-schema.ts';
import { debitMemoRoutes } from './debit-memos.ts';
import { failure, inVersion, reason, zuoraFault } from './errors.ts';
import { invoiceRoutes } from './invoices.ts';
import { zuoraLimits, zuoraLocks } from './limits.ts';
import { memoRoutes } from './memos.ts';
import { orderLifecycleRoutes } from './order-lifecycle.ts';
import { orderRoutes } from './orders.ts';
import { paymentMethodRoutes } from './payment-methods.ts';
import { RULES, tenantRules } from './records.ts';
import { refundRoutes } from './refunds.ts';
import { subscriptionRoutes } from './subscriptions.ts';
import { TOKEN_SECONDS, tokenRoute } from './token.ts';
import { triggerDatesRoute } from './trigger-dates.ts';
import { versionOf } from './versions.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const TRACK_ID = 'zuora-track-id';
const MAX_TRACK_ID_LENGTH = 64;

/** How a Zuora tenant is set up. */
export interface ZuoraSettings {
  /**
   * Product rate plans and their prices. Orders of any other plan are refused.
   * @default no plan
   */
  readonly catalog?: ZuoraCatalog | undefined;
  /**
   * Whether a new subscription waits for a customer acceptance date that its order does not have.
   * @default false: it is accepted on the day of its activation
   */
  readonly requiresAcceptance?: boolean | undefined;
}

/**
 * Creates a Zuora tenant with the parts that an order uses: token, orders, subscriptions, accounts, payment methods, memos,
 * invoices, refunds and prices. It supports `Idempotency-Key` on POST and PATCH: a repeat returns the first answer for 24 hours, even
 * an error, and a different request with the same key returns 422.
 * The version of the API is that of the header `Zuora-Version`.
 * Source: Zuora developer guide, "Idempotent requests".
 *
 * @throws ZodError when the catalogue is invalid.
 */
export function createZuora(client: ClientCredentials, settings: ZuoraSettings = {}): Partner {
  const seedCatalog = catalogSeed(settings.catalog ?? { products: [] });
  const issuer = createTokenIssuer({ prefix: 'zt', secret: client.clientSecret, lifetimeMs: TOKEN_SECONDS * 1000 });
  return {
    name: 'zuora',
    seed(transaction) {
      seedCatalog(transaction);
      transaction.put(tenantRules, RULES, { requiresAcceptance: settings.requiresAcceptance ?? false });
    },
    routes: [
      tokenRoute(client, issuer),
      ...orderRoutes,
      ...orderLifecycleRoutes,
      triggerDatesRoute,
      ...subscriptionRoutes,
      ...accountRoutes,
      ...paymentMethodRoutes,
      ...memoRoutes,
      ...debitMemoRoutes,
      ...invoiceRoutes,
      billingDocumentsRoute,
      ...refundRoutes,
      ...catalogRoutes,
    ],
    idempotency: {
      remembers: 'every-answer',
      methods: ['POST', 'PATCH'],
      forMs: DAY_MS,
      mismatch: () =>
        failure([reason({ category: 'businessRule' }, 'The idempotency key was used for another request.')], 422),
      inProgress: () => zuoraFault({ fault: 'in-progress', requestPath: '' }),
    },
    authenticate(request, now) {
      if (issuer.accepts(header(request, 'authorization'), now)) return;
      const kind = { category: 'authentication', resource: 'credentials' } as const;
      throw new Refusal(failure([reason(kind, 'this resource is protected, please sign in first')], 401));
    },
    limits: zuoraLimits,
    locks: zuoraLocks,
    fault: zuoraFault,
    ownFault: zuoraFault,
    unknownOperation: ({ method, path }) =>
      failure([reason({ category: 'notFound' }, `There is no operation ${method} ${path}.`)], 404),
    internalError: (detail) => failure([reason({ category: 'internal' }, detail)], 500),
    inVersion: (reply, request) => inVersion(reply, versionOf(request)),
    responseHeaders(request) {
      const trackId = header(request, TRACK_ID);
      const echoed = trackId !== undefined && trackId.length <= MAX_TRACK_ID_LENGTH ? { [TRACK_ID]: trackId } : {};
      return { 'zuora-request-id': randomUUID(), ...echoed };
    },
  };
}
