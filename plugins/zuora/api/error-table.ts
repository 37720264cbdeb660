import { type Decline, declineOf, isGatewayDecline } from './declines.ts';

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

/** What a category of errors means. */
export interface Category {
  readonly kind: 'transient' | 'unknown' | 'gateway' | 'missing';
  /** What Zuora calls it, for the reference. */
  readonly name: string;
}

/**
 * Meaning of each category, the last two digits of an error's code ("Developer Center", Error codes). Others, such as invalid
 * fields and business rules, are failures, or declines by their text (`declines.ts`).
 */
export const CATEGORIES: Readonly<Record<string, Category>> = {
  '40': { kind: 'missing', name: 'a record does not exist' },
  '50': { kind: 'transient', name: 'lock contention' },
  '60': { kind: 'unknown', name: 'internal error' },
  '61': { kind: 'transient', name: 'temporary error' },
  '70': { kind: 'transient', name: 'request limit' },
  '99': { kind: 'gateway', name: 'error of an integration, such as a payment gateway or a tax engine' },
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
  const kind = CATEGORIES[code.slice(-2)]?.kind ?? 'failed';
  const mayDecline = kind === 'failed' || kind === 'gateway' || isGatewayDecline(message);
  const decline = mayDecline ? declineOf(message, kind === 'failed') : undefined;
  return decline === undefined ? { kind } : { kind: 'declined', decline };
}
