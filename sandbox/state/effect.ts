/** What a route reports about an effect; the transaction adds the time. */
export interface EffectDetail {
  /** Name of the partner, which is also the first segment of its path. */
  readonly partner: string;
  /** For example `account.created` or `subscription.cancelled`. */
  readonly kind: string;
  /** The client's idempotency key, or a natural key (email, order number, webhook id) if the partner supports none. */
  readonly key: string;
  readonly [detail: string]: unknown;
}

/** A change that really happened at a partner. A repeat that the partner recognised has no effect. */
export interface Effect extends EffectDetail {
  /** ISO 8601, UTC. */
  readonly at: string;
}
