import type { AnsweredFault, AnsweredFaultKind } from '../faults/fault.ts';
import { Refusal, type Reply } from '../server/exchange.ts';

/** HTTP status by error code, as in the REST API Developer Guide, "Status Codes and Error Responses". */
const STATUS: Readonly<Record<string, number>> = {
  INVALID_SESSION_ID: 401,
  REQUEST_LIMIT_EXCEEDED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  UNSUPPORTED_API_VERSION: 410,
  UNKNOWN_EXCEPTION: 500,
  SERVER_UNAVAILABLE: 503,
};

const FAULTS: Readonly<Record<AnsweredFaultKind, readonly [errorCode: string, message: string]>> = {
  decline: ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'A validation rule of this org does not allow this record.'],
  '500': ['UNKNOWN_EXCEPTION', 'An unexpected error occurred. Please include this ErrorId if you contact support'],
  '503': ['SERVER_UNAVAILABLE', 'The server is temporarily unavailable'],
  '429': ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
  '410': ['UNSUPPORTED_API_VERSION', 'The requested resource is no longer available'],
};

/**
 * Returns an error in Salesforce's format: an array with one `{ message, errorCode, fields? }`. The status is that of the
 * error code, or 400.
 */
export function salesforceError(errorCode: string, message: string, fields?: readonly string[]): Reply {
  const error = { message, errorCode, ...(fields === undefined ? {} : { fields }) };
  return { status: STATUS[errorCode] ?? 400, body: [error] };
}

/** Returns the same error as an exception. */
export function salesforceRefusal(errorCode: string, message: string, fields?: readonly string[]): Refusal {
  return new Refusal(salesforceError(errorCode, message, fields));
}

/** Returns Salesforce's answer for a fault. It reports too many requests as 403 REQUEST_LIMIT_EXCEEDED, not as 429. */
export function salesforceFault({ fault, retryAfterSeconds, status }: AnsweredFault): Reply {
  const reply = salesforceError(...FAULTS[fault]);
  return {
    ...reply,
    status: status ?? reply.status,
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
  };
}
