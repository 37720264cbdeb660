import type { AnsweredFault, AnsweredFaultKind } from '../faults/fault.ts';
import type { Reply } from '../server/exchange.ts';
import { salesforceError } from './errors.ts';

const ERRORS: Readonly<Record<AnsweredFaultKind, readonly [errorCode: string, message: string]>> = {
  decline: ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'A validation rule of this org does not allow this record.'],
  '500': ['UNKNOWN_EXCEPTION', 'An unexpected error occurred. Please include this ErrorId if you contact support'],
  '503': ['SERVER_UNAVAILABLE', 'The server is temporarily unavailable'],
  '429': ['REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'],
  '410': ['UNSUPPORTED_API_VERSION', 'The requested resource is no longer available'],
};

/** A fault as Salesforce puts it; too many requests are 403 REQUEST_LIMIT_EXCEEDED there, not 429. */
export function salesforceFault({ fault, retryAfterSeconds, status }: AnsweredFault): Reply {
  const reply = salesforceError(...ERRORS[fault]);
  return {
    ...reply,
    status: status ?? reply.status,
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
  };
}
