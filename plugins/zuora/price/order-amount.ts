import { roundMoney } from '../../../core/money.ts';

/** The amount of an order, and its currency. */
export interface OrderAmount {
  readonly amount: number;
  readonly currency: string | undefined;
}

interface Money {
  readonly amount?: number | null | undefined;
  readonly currency?: string | undefined;
}

/** A price of an order, for a number of units. */
export interface Priced {
  readonly price?: Money | null | undefined;
  readonly quantity?: number | null | undefined;
}

/**
 * Returns the amount that a customer accepted to pay with an order; `undefined` if the order names none.
 *
 * It is the order's `total`, which has taxes and discounts. Without a total, it is the sum of the prices times the
 * quantities, if every item has a price.
 *
 * @param items what is bought. Leave them out for a change of a subscription, whose first bill also depends on what the
 *   subscription has: only a total says what is due
 */
export function orderAmount(total: Money | null | undefined, items: readonly Priced[] = []): OrderAmount | undefined {
  const given = total?.amount ?? undefined;
  if (given !== undefined) return { amount: given, currency: total?.currency };
  const currency = total?.currency ?? items.find(({ price }) => price?.currency !== undefined)?.price?.currency;
  const amounts = items.map(({ price, quantity }) =>
    typeof price?.amount === 'number' ? roundMoney(price.amount * (quantity ?? 1), currency) : undefined,
  );
  if (amounts.length === 0 || amounts.includes(undefined)) return undefined;
  return {
    amount: roundMoney(
      amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0),
      currency,
    ),
    currency,
  };
}
