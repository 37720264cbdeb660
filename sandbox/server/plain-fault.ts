import type { AnsweredFault, AnsweredFaultKind } from '../faults/fault.ts';
import type { Reply } from './exchange.ts';

const ANSWERS: Readonly<Record<AnsweredFaultKind, { status: number; code: string; message: string }>> = {
  decline: { status: 422, code: 'declined', message: 'The request is understood and refused by a business rule.' },
  '500': { status: 500, code: 'internal_error', message: 'Something went wrong.' },
  '503': { status: 503, code: 'unavailable', message: 'The service is not available at the moment.' },
  '429': { status: 429, code: 'too_many_requests', message: 'Too many requests.' },
  '410': { status: 410, code: 'gone', message: 'This address is no longer in use.' },
};

/** A fault as a plain REST API answers it: HTTP status, `{ code, message }`, and `Retry-After` in seconds when known. */
export function plainFault({ fault, retryAfterSeconds, status }: AnsweredFault): Reply {
  const { status: usual, code, message } = ANSWERS[fault];
  return {
    status: status ?? usual,
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    body: { code, message },
  };
}
