import * as z from 'zod';
import type { JsonObject } from '../../../../core/json.ts';
import type { ActionProblem } from '../../../../core/partner/order-actions.ts';
import { checkOrder } from '../../order-fields/check-order.ts';
import { anyOrder, money, offer, quantity, text } from '../../order-fields/field-schemas.ts';
import { targetProblems } from '../../order-fields/subscription-target.ts';

const item = z.object({ id: text, path: text, offer: offer.nullish(), quantity, price: money });

/** An order that gives money back. */
export const creditOrderSchema = z.object({
  ...anyOrder,
  orderItems: z.array(item).nullish(),
  addOns: z.array(item).nullish(),
  total: money,
});

/** An order that gives money back. */
export type CreditOrder = z.output<typeof creditOrderSchema>;

/** One thing that is credited. */
export interface CreditLine {
  readonly offerPath: string | undefined;
  readonly offerId: string | undefined;
  /** Price times quantity; undefined when the order gives the line no price. */
  readonly amount: number | undefined;
}

/**
 * What an order credits: its items and its add-ons.
 *
 * A single line, or an order without any, is worth the order's `total` if there is one; otherwise every line is worth its
 * price times its quantity.
 */
export function creditLines({ addOns, orderItems, total }: CreditOrder): readonly CreditLine[] {
  const lines = [...(orderItems ?? []), ...(addOns ?? [])].map((entry) => ({
    offerPath: entry.offer?.path ?? entry.path,
    offerId: entry.offer?.id ?? entry.id,
    amount: worth(entry),
  }));
  const [first = { offerPath: undefined, offerId: undefined, amount: undefined }, ...others] = lines;
  return others.length > 0 ? lines : [{ ...first, amount: total?.amount ?? first.amount }];
}

/** The sum of an order's lines. */
export function creditAmount(order: CreditOrder): number {
  return cents(creditLines(order).reduce((sum, { amount }) => sum + (amount ?? 0), 0));
}

/** The currency of an order's amounts: its total's, else that of its first price. */
export function creditCurrency({ addOns, orderItems, total }: CreditOrder): string | undefined {
  const prices = [total, ...[...(orderItems ?? []), ...(addOns ?? [])].map(({ price }) => price)];
  return prices.map((price) => price?.currency).find((currency) => currency !== undefined);
}

/**
 * Finds an order whose subscription, amount or currency cannot be told.
 *
 * @param least the smallest amount in all
 */
export function creditProblems(order: JsonObject, least: number): readonly ActionProblem[] {
  return [
    ...checkOrder(creditOrderSchema, order, (parsed) => {
      const amount = creditAmount(parsed);
      const tooSmall = `Expected an amount of at least ${least}, found ${amount}. Send total, or a price with every item.`;
      const unpriced = creditLines(parsed).some((line) => line.amount === undefined || line.amount <= 0);
      const differs = `Expected the items to add up to the total of ${parsed.total?.amount}, found ${amount}. Correct the order.`;
      const currency = 'Expected the currency of the amount, found none. Send it with the total.';
      return [
        ...(unpriced || amount < least ? [{ path: 'total.amount', code: 'amount_invalid', message: tooSmall }] : []),
        ...(typeof parsed.total?.amount === 'number' && parsed.total.amount !== amount
          ? [{ path: 'total.amount', code: 'amount_invalid', message: differs }]
          : []),
        ...(creditCurrency(parsed) === undefined
          ? [{ path: 'total.currency', code: 'amount_invalid', message: currency }]
          : []),
      ];
    }),
    ...targetProblems(order),
  ];
}

function worth({ price, quantity: count }: z.output<typeof item>): number | undefined {
  const amount = price?.amount ?? undefined;
  return amount === undefined ? undefined : cents(amount * (count ?? 1));
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
