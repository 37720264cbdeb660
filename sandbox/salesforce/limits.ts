import { jsonObject } from '../server/json-body.ts';
import type { PartnerLimits } from '../server/limit.ts';
import type { PartnerLocks } from '../server/partner.ts';
import { salesforceError } from './errors.ts';

const API = 'api';
const LOGIN = 'login';

/**
 * Limits of a large Salesforce org: requests in a day, and requests at a time that run for 20 seconds or more. Logins have a limit of
 * their own (`token.ts`). Salesforce counts the last 24 hours, the sandbox calendar days.
 * Sources: Salesforce, "Salesforce Developer Limits and Allocations Quick Reference", API Request Limits and Allocations; "REST API
 * Developer Guide", Limit Info Header, Status Codes and Error Responses.
 */
export const salesforceLimits: PartnerLimits = {
  classes: [
    { name: API, concurrency: 25, countsAfterMs: 20_000, rates: [{ requests: 5_000_000, seconds: 86_400 }] },
    { name: LOGIN },
  ],
  classOf: ({ kind }) => (kind === 'token' ? LOGIN : API),
  refusal: (kind) => salesforceError('REQUEST_LIMIT_EXCEEDED', TEXTS[kind]),
  headers: ({ rate }) =>
    rate === undefined ? {} : { 'sforce-limit-info': `api-usage=${rate.used}/${rate.limit.requests}` },
};

const TEXTS = {
  concurrency: 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.',
  rate: 'TotalRequests Limit exceeded.',
} as const;

/**
 * A request that changes a record locks it, and a new contact locks its account. Salesforce waits for up to 10 seconds for the lock; the
 * sandbox does not.
 * Source: Salesforce, "Record-Level Locking".
 */
export const salesforceLocks: PartnerLocks = {
  recordsOf({ body, path }, { params, route }) {
    const { AccountId } = jsonObject(body) ?? {};
    const id = params.get('id');
    const own = id === undefined ? (route.method === 'PATCH' ? [path] : []) : [id];
    return [...new Set([...own, ...(typeof AccountId === 'string' ? [AccountId] : [])])];
  },
  refusal: () => salesforceError('UNABLE_TO_LOCK_ROW'),
};
