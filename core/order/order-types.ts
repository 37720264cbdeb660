/** Every order type, in the words of the API. */
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

/** Other names under which an order type is accepted. */
export const ORDER_TYPE_ALIASES: Readonly<Record<string, OrderType>> = { submitted: 'new' };

/** The order type that a name or an alias stands for; undefined when there is none. */
export function orderTypeOf(name: string): OrderType | undefined {
  return (
    ORDER_TYPES.find((type) => type === name) ??
    (Object.hasOwn(ORDER_TYPE_ALIASES, name) ? ORDER_TYPE_ALIASES[name] : undefined)
  );
}
