import type { Reply } from '../server/exchange.ts';
import { Refusal } from '../server/refusal.ts';

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

/** An error as Salesforce answers it: an array with one `{ message, errorCode, fields? }`. Codes without a status of their own are 400. */
export function salesforceError(errorCode: string, message: string, fields?: readonly string[]): Reply {
  const error = { message, errorCode, ...(fields === undefined ? {} : { fields }) };
  return { status: STATUS[errorCode] ?? 400, body: [error] };
}

/** The same, to throw. */
export const salesforceRefusal = (errorCode: string, message: string, fields?: readonly string[]): Refusal =>
  new Refusal(salesforceError(errorCode, message, fields));
