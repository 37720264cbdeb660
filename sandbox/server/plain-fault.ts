import type { AnsweredFault, AnsweredFaultKind } from '../faults/fault.ts';
import type { Reply } from './exchange.ts';

const ANSWERS: Readonly<Record<AnsweredFaultKind, { status: number; code: string; message: string }>> = {
  decline: { status: 422, code: 'declined', message: 'A business rule does not allow this request.' },
  '500': { status: 500, code: 'internal_error', message: 'Something went wrong.' },
  '503': { status: 503, code: 'unavailable', message: 'The service is temporarily unavailable.' },
  '429': { status: 429, code: 'too_many_requests', message: 'Too many requests.' },
  '410': { status: 410, code: 'gone', message: 'This address is no longer in use.' },
};

/** Returns the answer of a plain REST API for a fault: HTTP status, `{ code, message }`, and `Retry-After` if given. */
export function plainFault({ fault, retryAfterSeconds, status }: AnsweredFault): Reply {
  const { status: defaultStatus, code, message } = ANSWERS[fault];
  return {
    status: status ?? defaultStatus,
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    body: { code, message },
  };
}
