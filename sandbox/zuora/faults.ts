import type { AnsweredFault, AnsweredFaultKind } from '../faults/fault.ts';
import type { Reply } from '../server/exchange.ts';
import { type ErrorKind, failure, reason } from './errors.ts';

interface FaultAnswer {
  readonly status: number;
  readonly kind: ErrorKind;
  readonly message: string;
}

/** The wording of a card payment that the gateway turned down, as clients of Zuora with a Stripe gateway see it. */
const DECLINE =
  '[GatewayTransactionError] Transaction declined.402 - [card_error/card_declined/do_not_honor] Your card was declined.';
const LIMIT = 'The request exceeded the limit.';

/** Status codes and categories: Zuora developer guides, "Error handling" and "Rate limits". The code of a decline is not published. */
const ANSWERS: Readonly<Record<AnsweredFaultKind, FaultAnswer>> = {
  decline: { status: 200, kind: { category: 'businessRule' }, message: DECLINE },
  '500': { status: 500, kind: { category: 'internal' }, message: 'Internal error.' },
  '503': { status: 503, kind: { category: 'temporary' }, message: 'The service is temporarily unavailable.' },
  '429': { status: 429, kind: { category: 'limitExceeded' }, message: LIMIT },
  '410': { status: 410, kind: { category: 'notFound' }, message: 'The resource is no longer available.' },
};

const USUAL_RETRY_AFTER_S = 1;

/** A fault as Zuora puts it. Too many requests always say, in `Retry-After`, how many seconds to wait (1 unless given). */
export function zuoraFault({ fault, retryAfterSeconds, status }: AnsweredFault): Reply {
  const answer = ANSWERS[fault];
  const seconds = retryAfterSeconds ?? (fault === '429' ? USUAL_RETRY_AFTER_S : undefined);
  return {
    ...failure([reason(answer.kind, answer.message)], status ?? answer.status),
    ...(seconds === undefined ? {} : { headers: { 'retry-after': String(seconds) } }),
  };
}
