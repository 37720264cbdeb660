import { randomBytes } from 'node:crypto';
import type { Reply } from '../server/exchange.ts';
import { Refusal } from '../server/refusal.ts';

/** One reason of a refusal: an 8-digit code and a message. */
export interface Reason {
  readonly code: number;
  readonly message: string;
}

/**
 * Last two digits of an error code: what kind of error it is.
 * Source: Zuora developer guide, "Error codes", table of error categories.
 */
export const CATEGORY = {
  authentication: 11,
  invalidValue: 20,
  missingField: 22,
  businessRule: 30,
  notFound: 40,
  internal: 60,
  temporary: 61,
  limitExceeded: 70,
  malformed: 90,
} as const;

/**
 * First six digits: which resource. The guide gives 531000 for a subscription (and 531003 for its `termType`), 900000 for
 * credentials and 500000 for an unknown field; everything else is unknown here too.
 */
export const RESOURCE = { unknown: 500000, subscription: 531000, termType: 531003, credentials: 900000 } as const;

/** What kind of error, and of which resource. */
export interface ErrorKind {
  readonly category: keyof typeof CATEGORY;
  readonly resource?: keyof typeof RESOURCE;
}

/** A reason with the code of its kind. */
export const reason = ({ category, resource = 'unknown' }: ErrorKind, message: string): Reason => ({
  code: RESOURCE[resource] * 100 + CATEGORY[category],
  message,
});

/** A failure as Zuora answers it: HTTP 200 unless the request never got to the business logic. Source: "Error handling" guide. */
export const failure = (reasons: readonly Reason[], status = 200): Reply => ({
  status,
  body: { success: false, processId: randomBytes(8).toString('hex').toUpperCase(), reasons },
});

/** A business refusal, to throw. */
export const zuoraRefusal = (kind: ErrorKind, message: string): Refusal =>
  new Refusal(failure([reason(kind, message)]));

/** What Zuora says of a key that it does not know. */
export const notFound = (key: string): Refusal =>
  zuoraRefusal({ category: 'notFound' }, `Cannot find entity by key: '${key}'.`);
