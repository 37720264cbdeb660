/** One reason of a rejection. The last two digits of its code are the category of the error. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/**
 * What reasons say about a request. `gateway`: an outside system such as the payment gateway did not confirm it, so money may
 * have moved.
 */
export type Verdict =
  | { readonly kind: 'transient' | 'unknown' | 'gateway' | 'missing' | 'failed' }
  | { readonly kind: 'declined'; readonly decline: Decline };

/** A declined payment, for the customer. */
export interface Decline {
  /** Machine-readable reason. */
  readonly code: string;
  readonly publicMessage: string;
}

/**
 * Meaning of each category ("Developer Center", Error codes): lock contention, internal error, temporary error, request limit,
 * error of an integration. Others, such as invalid fields and business rules, are failures.
 */
const CATEGORIES: Readonly<Record<string, 'transient' | 'unknown' | 'gateway' | 'missing'>> = {
  '40': 'missing',
  '50': 'transient',
  '60': 'unknown',
  '61': 'transient',
  '70': 'transient',
  '99': 'gateway',
};

/** The first verdict that a reason has decides: an unclear reason must not look safe to repeat. */
const PRECEDENCE: readonly Verdict['kind'][] = ['gateway', 'unknown', 'declined', 'transient', 'missing', 'failed'];

/** Returns what the reasons of a rejection say about the request, whatever the HTTP status. */
export function verdictOf(reasons: readonly Reason[]): Verdict {
  const verdicts = reasons.map(verdictOfReason);
  const [first = { kind: 'failed' }] = verdicts.toSorted(
    (one, other) => PRECEDENCE.indexOf(one.kind) - PRECEDENCE.indexOf(other.kind),
  );
  return first;
}

function verdictOfReason({ code, message }: Reason): Verdict {
  const kind = CATEGORIES[code.slice(-2)] ?? 'failed';
  if (kind !== 'failed' && kind !== 'gateway') return { kind };
  const decline = DECLINES.find(({ pattern }) => pattern.test(message));
  if (decline !== undefined) return { kind: 'declined', decline };
  return kind === 'failed' && PAYMENT_FAILED.test(message) ? { kind: 'declined', decline: CARD_DECLINED } : { kind };
}

const CARD_DECLINED: Decline = {
  code: 'card_declined',
  publicMessage: 'The payment was declined. Please use another payment method or contact your bank.',
};

/**
 * Declined payments, recognised by the gateway's message. Zuora has no codes for these. It passes on the gateway's code and
 * message ("Knowledge Center", How do I find out why a payment or refund transaction failed?).
 */
const DECLINES: readonly (Decline & { readonly pattern: RegExp })[] = [
  {
    pattern: /insufficient[\s_]funds/i,
    code: 'insufficient_funds',
    publicMessage: 'The payment was declined for lack of funds. Please use another payment method.',
  },
  {
    pattern: /expired[\s_]card|card (has )?expired/i,
    code: 'card_expired',
    publicMessage: 'The card has expired. Please use another payment method.',
  },
  { pattern: /declined|do[\s_]not[\s_]honou?r/i, ...CARD_DECLINED },
];

/** Says no more than that a payment failed. If the gateway reports it, the reason can also be a time-out. */
const PAYMENT_FAILED = /payment .*(failed|refused|rejected)/i;
