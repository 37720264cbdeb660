/** The name of a partner, which is also the first part of its path. */
export type PartnerName = 'salesforce' | 'zuora' | 'provisioning' | 'receiver';

/**
 * Something that really happened at a partner. A repeat that the partner recognised as the same is no effect.
 * `key` is the caller's idempotency key, or the natural key (email, order number, webhook id) where the partner knows none.
 */
export interface Effect {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly partner: PartnerName;
  /** For example `account.created` or `subscription.cancelled`. */
  readonly kind: string;
  readonly key: string;
  readonly [detail: string]: unknown;
}
