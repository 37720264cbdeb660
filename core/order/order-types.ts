/** Every order type, as the API names it. */
export const ORDER_TYPES = [
  'new',
  'cancel_subscription',
  'change_offer',
  'add_offer',
  'change_payment',
  'change_address',
  'update_customer_details',
  'update_subscription',
  'renew',
  'refund',
  'credit',
  'external',
  'activation',
] as const;

/** What a customer or a channel asks for. */
export type OrderType = (typeof ORDER_TYPES)[number];

/** Other accepted names of order types. */
export const ORDER_TYPE_ALIASES: Readonly<Record<string, OrderType>> = { submitted: 'new' };

/** Returns the order type for a name or an alias; undefined if there is none. */
export function orderTypeOf(name: string): OrderType | undefined {
  return (
    ORDER_TYPES.find((type) => type === name) ??
    (Object.hasOwn(ORDER_TYPE_ALIASES, name) ? ORDER_TYPE_ALIASES[name] : undefined)
  );
}
