/** What a plugin may read of the tenant's own store; the deployment grants each function what its plugin declares. */
export type PluginRead = 'account-subscriptions';

/** A subscription that an account has, as the orders of this system left it. */
export interface AccountSubscription {
  /** Path of the product, e.g. `/products/Digital`. */
  readonly product: string;
  /** `<order id>/<item id>` of the order that it began with. */
  readonly ref: string;
  readonly orderId: string;
  /** Mode of that order, e.g. `production`. */
  readonly mode: string;
}

/** Reads what accounts subscribe to. */
export interface AccountReader {
  /**
   * The subscriptions that an account has now.
   *
   * @param crmId id of the account in the CRM
   * @throws PluginTransient the store did not answer
   */
  activeSubscriptions(crmId: string): Promise<readonly AccountSubscription[]>;
}
