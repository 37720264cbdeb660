import type { Decimal } from '../../core/decimal.ts';

/** What a replay finds, in the order in which a report shows it. */
export const KINDS = {
  amounts: 'Amounts that would be sent',
  sequence: 'Orders that would take another sequence',
  removed: 'Steps that would no longer run',
  added: 'Steps that would run newly',
  order: 'Steps that would run in another order',
  check: 'Orders that a plugin would refuse',
  outcome: 'Steps that would end differently',
  requests: 'Requests that would be sent differently',
  outputs: 'Results that later steps would read',
  price: 'AWS list price of a million orders',
} as const;

/** A kind of difference. */
export type DifferenceKind = keyof typeof KINDS;

/** A difference between an order as recorded and as it would run. */
export interface OrderDifference {
  readonly kind: DifferenceKind;
  /** In words, the same for every order with this difference. */
  readonly text: string;
  /** The values of this order, in words. @default none */
  readonly detail?: string;
  /** How much more money would be sent. */
  readonly more?: Decimal;
}

/** Why a step of an order was not compared, or only up to a request. */
export interface ReplayGap {
  readonly step: string;
  /** In words, the same for every order. */
  readonly why: string;
}

/** Returns whether nothing of an order was left out of the comparison. */
export function isWhole({ ended, inPart = [] }: ReplayedOrder): boolean {
  return ended === undefined && inPart.length === 0;
}

/** What a replay found for an order. */
export interface ReplayedOrder {
  readonly id: string;
  readonly orderType: string;
  readonly differences: readonly OrderDifference[];
  /** Steps that were compared up to a request whose answer was not kept; later steps read their recorded results. @default none */
  readonly inPart?: readonly ReplayGap[];
  /** Where the replay of the order ended: nothing is known of later steps. Absent if every step was replayed. */
  readonly ended?: ReplayGap;
}
