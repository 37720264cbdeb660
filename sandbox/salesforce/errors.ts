import type { AnsweredFault, AnsweredFaultKind } from '../faults/fault.ts';
import { Refusal, type Reply } from '../server/exchange.ts';
import { ERROR_CODES, EVENT_ERRORS, TOKEN_ERRORS } from './error-codes.ts';

const FAULTS: Readonly<Record<AnsweredFaultKind, string>> = {
  decline: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  '500': 'UNKNOWN_EXCEPTION',
  '503': 'SERVER_UNAVAILABLE',
  // Salesforce reports too many requests as 403, not as 429.
  '429': 'REQUEST_LIMIT_EXCEEDED',
  '410': 'UNSUPPORTED_API_VERSION',
};

/** Codes that a fault may name. */
export const FAULT_CODES: readonly string[] = [...Object.keys(ERROR_CODES), ...Object.keys(TOKEN_ERRORS)];

/**
 * Returns an error in Salesforce's format: an array with one `{ message, errorCode, fields? }`.
 *
 * @param message @default the text of the code
 * @throws TypeError the code is not in the table
 */
export function salesforceError(errorCode: string, message?: string, fields?: readonly string[]): Reply {
  const known = ERROR_CODES[errorCode];
  if (known === undefined) throw new TypeError(`There is no error code ${errorCode} in error-codes.ts.`);
  const error = { message: message ?? known.message, errorCode, ...(fields === undefined ? {} : { fields }) };
  return { status: known.status, body: [error] };
}

/** Returns the same error as an exception. */
export function salesforceRefusal(errorCode: string, message?: string, fields?: readonly string[]): Refusal {
  return new Refusal(salesforceError(errorCode, message, fields));
}

/**
 * Returns an error of the token endpoint.
 *
 * @throws TypeError the code is not in the table
 */
export function tokenError(code: string): Reply {
  const known = TOKEN_ERRORS[code];
  if (known === undefined) throw new TypeError(`There is no token error ${code} in error-codes.ts.`);
  return { status: 400, body: { error: known.error, error_description: known.description } };
}

/** Returns Salesforce's answer for a fault. A fault may name the error code. */
export function salesforceFault({ code, fault, requestPath, retryAfterSeconds, status }: AnsweredFault): Reply {
  const reply = faultReply(code ?? FAULTS[fault], requestPath);
  return {
    ...reply,
    status: status ?? reply.status,
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
  };
}

function faultReply(code: string, path: string): Reply {
  if (code in TOKEN_ERRORS) return tokenError(code);
  const isEvent = /\/sobjects\/\w+__e\/?$/.test(path);
  if (!isEvent || !EVENT_ERRORS.includes(code)) return salesforceError(code);
  const { message = '' } = ERROR_CODES[code] ?? {};
  return { status: 201, body: { id: null, success: false, errors: [{ statusCode: code, message, fields: [] }] } };
}
