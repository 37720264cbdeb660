/** What the plugin does not do, for the reference. */
export interface NotSupported {
  readonly what: string;
  /** Code of the error of an order that asks for it; `undefined` if the wish is ignored. */
  readonly code?: string;
  readonly instead: string;
}

/** What customers of such an integration may expect, and the plugin does not do. */
export const NOT_SUPPORTED: readonly NotSupported[] = [
  {
    what: 'Ramps: several recurring prices of an offer, or a price for a number of periods, with price override',
    code: 'price_not_expressible',
    instead: 'Model the phases in the catalogue, or sell one offer a phase.',
  },
  {
    what: 'The price of a tiered, volume, usage or delivery charge, with price override',
    code: 'price_not_mapped',
    instead: 'Name a flat or per-unit charge, or set price to verify or catalogue.',
  },
  {
    what: 'A new quantity of a one-time charge',
    code: 'quantity_not_mapped',
    instead: 'Add the offer again.',
  },
  {
    what: 'A discount for some items only, or of an amount for several subscriptions',
    code: 'discount_not_supported',
    instead: 'Send an order for each subscription, or map an offer that includes it.',
  },
  {
    what: 'More than 50 subscriptions or order actions in one order (asynchronous orders)',
    code: 'too_many_parts',
    instead: 'Split the order.',
  },
  {
    what: 'A refund of several payments at once',
    code: 'payment_not_found',
    instead: 'Send smaller amounts, or set refundAs to credit-memo.',
  },
  {
    what: 'Changes, credits and refunds in another currency than the account has',
    code: 'currency_mismatch',
    instead: 'Use an account in that currency.',
  },
  {
    what: 'Undoing anything but a new order',
    code: 'undo_not_supported',
    instead: 'Decide in Zuora how to proceed.',
  },
  {
    what: 'A payment method for each subscription (payment profiles)',
    instead: 'The order pays with its method, renewals with that of the account; see makePaymentMethodDefault.',
  },
  {
    what: 'Moving a subscription to another account, order line items, usage, standalone and draft orders',
    instead: 'Do it in Zuora.',
  },
];
