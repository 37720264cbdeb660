import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { DECLINES } from '../faults/declines.ts';
import type { AnsweredFault, AnsweredFaultKind, ZuoraFaultKind } from '../faults/fault.ts';
import { Refusal, type Reply } from '../server/exchange.ts';
import { isDated } from './versions.ts';

/** One reason of a failure: an 8-digit code and a message. */
export interface Reason {
  readonly code: number;
  readonly message: string;
}

/**
 * Last two digits of an error code: the category of the error.
 * Source: Zuora developer guide, "Error codes", table of error categories.
 */
const CATEGORY = {
  authentication: 11,
  invalidValue: 20,
  missingField: 22,
  businessRule: 30,
  notFound: 40,
  locked: 50,
  internal: 60,
  temporary: 61,
  limitExceeded: 70,
  malformed: 90,
  integration: 99,
} as const;

/**
 * HTTP status of a failure with each category in versions of the API from 2024-05-20.
 * Source: Zuora developer guide, "Error handling".
 */
const STATUS: ReadonlyMap<number, number> = new Map([
  [CATEGORY.authentication, 401],
  [CATEGORY.invalidValue, 400],
  [CATEGORY.missingField, 400],
  [CATEGORY.businessRule, 400],
  [CATEGORY.notFound, 404],
  [CATEGORY.locked, 409],
  [CATEGORY.internal, 500],
  [CATEGORY.temporary, 500],
  [CATEGORY.limitExceeded, 429],
  [CATEGORY.malformed, 400],
  [CATEGORY.integration, 500],
]);

const STANDARD_STATUSES_FROM = '2024-05-20';

/**
 * First six digits of an error code: the resource. The guide documents 531000 for a subscription (531003 for its
 * `termType`), 900000 for credentials and 500000 for an unknown field, which stands for every other resource here but one: clients
 * have met 535000 with lock contention.
 */
const RESOURCE = {
  unknown: 500000,
  subscription: 531000,
  termType: 531003,
  contended: 535000,
  credentials: 900000,
} as const;

/** Category and resource of an error. @default resource unknown */
export interface ErrorKind {
  readonly category: keyof typeof CATEGORY;
  readonly resource?: keyof typeof RESOURCE;
}

interface FaultAnswer {
  readonly status: number;
  readonly kind: ErrorKind;
  readonly message: string;
}

const LIMIT = 'The request exceeded the limit.';

/** Source: Zuora developer guides, "Error handling", "Rate limits" and "Idempotent requests". */
const ANSWERS: Readonly<Record<Exclude<AnsweredFaultKind, 'decline'> | ZuoraFaultKind, FaultAnswer>> = {
  '500': { status: 500, kind: { category: 'internal' }, message: 'Internal error.' },
  '503': { status: 503, kind: { category: 'temporary' }, message: 'The service is temporarily unavailable.' },
  '429': { status: 429, kind: { category: 'limitExceeded' }, message: LIMIT },
  '410': { status: 410, kind: { category: 'notFound' }, message: 'The resource is no longer available.' },
  lock: {
    status: 200,
    kind: { category: 'locked', resource: 'contended' },
    message: 'Operation failed due to a lock competition, please retry later.',
  },
  'concurrency-limit': { status: 200, kind: { category: 'limitExceeded' }, message: LIMIT },
  'gateway-timeout': {
    status: 200,
    kind: { category: 'integration' },
    message: '[GatewayTransactionError] The payment gateway did not answer in time.',
  },
  'in-progress': {
    status: 409,
    kind: { category: 'locked' },
    message: 'A request with this idempotency key is still in progress.',
  },
};

const DEFAULT_RETRY_AFTER_S = 1;

/** Returns a reason with its error code. */
export function reason({ category, resource = 'unknown' }: ErrorKind, message: string): Reason {
  return { code: RESOURCE[resource] * 100 + CATEGORY[category], message };
}

/**
 * Returns a failure in Zuora's format. The status is 200 unless the request never reached the business logic.
 * Source: "Error handling" guide.
 */
export function failure(reasons: readonly Reason[], status = 200): Reply {
  return { status, body: { success: false, processId: randomBytes(8).toString('hex').toUpperCase(), reasons } };
}

/**
 * Returns an answer in the version of the API that a request asks for: from 2024-05-20, a failure has the HTTP status of its
 * first reason's category; earlier versions, and requests without a version, get a 200.
 *
 * @param version a date or a number
 */
export function inVersion(reply: Reply, version: string): Reply {
  if (!isDated(version) || version < STANDARD_STATUSES_FROM || reply.status !== 200) return reply;
  const failed = failureSchema.safeParse(reply.body);
  const status = failed.success ? STATUS.get(failed.data.reasons[0].code % 100) : undefined;
  return status === undefined ? reply : { ...reply, status };
}

const failureSchema = z.object({
  success: z.literal(false),
  reasons: z.tuple([z.object({ code: z.number() })], z.unknown()),
});

/** Returns a failure with one reason and status 200, to throw. */
export function zuoraRefusal(kind: ErrorKind, message: string): Refusal {
  return new Refusal(failure([reason(kind, message)]));
}

/** Returns the failure for an unknown key, to throw. */
export function notFound(key: string): Refusal {
  return zuoraRefusal({ category: 'notFound' }, `Cannot find entity by key: '${key}'.`);
}

/**
 * Returns Zuora's answer for a fault. Too many requests carry `Retry-After` (1 second unless given), or `ratelimit-reset` if that
 * was given.
 */
export function zuoraFault(fault: AnsweredFault<AnsweredFaultKind | ZuoraFaultKind>): Reply {
  if (fault.fault === 'decline') return declineReply(fault);
  const { resetSeconds, retryAfterSeconds, status } = fault;
  const answer = ANSWERS[fault.fault];
  const isLimit = answer.kind.category === 'limitExceeded' && resetSeconds === undefined;
  const seconds = retryAfterSeconds ?? (isLimit ? DEFAULT_RETRY_AFTER_S : undefined);
  const headers = {
    ...(seconds !== undefined && { 'retry-after': String(seconds) }),
    ...(resetSeconds !== undefined && { 'ratelimit-remaining': '0', 'ratelimit-reset': String(resetSeconds) }),
  };
  return { ...failure([reason(answer.kind, answer.message)], status ?? answer.status), headers };
}

function declineReply({ decline = 'do_not_honor', status = 200 }: Pick<AnsweredFault, 'decline' | 'status'>): Reply {
  const { code, text } = DECLINES[decline];
  return failure([{ code, message: text }], status);
}
