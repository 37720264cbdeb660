import * as z from 'zod';
import type { JsonObject } from '../../../../core/json.ts';
import { currencyDigits, roundMoney } from '../../../../core/money.ts';
import { type ActionProblem, checkOrder } from '../../../kit/order-actions.ts';
import { anyOrder, money, offer, quantity, text } from '../../order-fields/field-schemas.ts';
import { targetProblems } from '../../order-fields/order-target.ts';

const item = z.object({ id: text, path: text, offer: offer.nullish(), quantity, price: money });

/** The schema of an order that gives money back. */
export const creditOrderSchema = z.object({
  ...anyOrder,
  orderItems: z.array(item).nullish(),
  addOns: z.array(item).nullish(),
  total: money,
});

/** An order that gives money back. */
export type CreditOrder = z.output<typeof creditOrderSchema>;

/** One credited item or add-on. */
export interface CreditLine {
  readonly offerPath: string | undefined;
  readonly offerId: string | undefined;
  /** Price times quantity; `undefined` if the order has no price for the line. */
  readonly amount: number | undefined;
}

/**
 * Returns the items and add-ons that an order credits.
 *
 * The amount of a single line, or of an order without lines, is the order's `total` if there is one. Otherwise the amount of
 * each line is its price times its quantity.
 */
export function creditLines(order: CreditOrder): readonly CreditLine[] {
  const { addOns, orderItems, total } = order;
  const currency = creditCurrency(order);
  const lines = [...(orderItems ?? []), ...(addOns ?? [])].map((entry) => ({
    offerPath: entry.offer?.path ?? entry.path,
    offerId: entry.offer?.id ?? entry.id,
    amount: amountOf(entry, currency),
  }));
  const [first = { offerPath: undefined, offerId: undefined, amount: undefined }, ...others] = lines;
  return others.length > 0 ? lines : [{ ...first, amount: total?.amount ?? first.amount }];
}

/** Returns the sum of an order's lines. */
export function creditAmount(order: CreditOrder): number {
  const sum = creditLines(order).reduce((rest, { amount }) => rest + (amount ?? 0), 0);
  return roundMoney(sum, creditCurrency(order));
}

/** Returns the currency of an order's amounts, from its total or else from its first price. */
export function creditCurrency(order: CreditOrder): string | undefined {
  return currenciesOf(order)[0];
}

function currenciesOf({ addOns, orderItems, total }: CreditOrder): readonly string[] {
  const prices = [total, ...[...(orderItems ?? []), ...(addOns ?? [])].map(({ price }) => price)];
  return [...new Set(prices.flatMap((price) => price?.currency ?? []))];
}

/**
 * Reports an order whose subscription, amount or currency is missing or inconsistent.
 *
 * @param smallest the smallest total amount. @default the smallest unit of the currency
 */
export function creditProblems(order: JsonObject, smallest?: number): readonly ActionProblem[] {
  return [
    ...checkOrder(creditOrderSchema, order, (parsed) => {
      const amount = creditAmount(parsed);
      const currencies = currenciesOf(parsed);
      const [currency] = currencies;
      const digits = currencyDigits(currency);
      const least = smallest ?? 10 ** -digits;
      const total = parsed.total?.amount ?? undefined;
      const tooSmall = `Expected an amount of at least ${least}, found ${amount}. Send total, or a price with every item.`;
      const unpriced = creditLines(parsed).some((line) => line.amount === undefined || line.amount <= 0);
      const differs = `Expected the items to add up to the total of ${total}, found ${amount}. Correct the order.`;
      const tooFine = `Expected an amount with at most ${digits} decimals in ${currency ?? 'any currency'}, found ${total}. Correct the order.`;
      const fine = finePrices(parsed, currency);
      const mixed = `Expected all amounts in one currency, found ${currencies.join(', ')}. Correct the order.`;
      const inNone = 'Expected the currency of the amount, found none. Send it with the total.';
      return [
        ...(unpriced || amount < least ? [{ path: 'total.amount', code: 'amount_invalid', message: tooSmall }] : []),
        ...fine.map(({ path, price }) => ({
          path,
          code: 'amount_invalid',
          message: `Expected a price with at most ${digits} decimals in ${currency ?? 'any currency'}, found ${price}. Correct the order.`,
        })),
        ...(fine.length === 0 && total !== undefined && total !== amount
          ? [
              {
                path: 'total.amount',
                code: 'amount_invalid',
                message: total === roundMoney(total, currency) ? differs : tooFine,
              },
            ]
          : []),
        ...(currency === undefined ? [{ path: 'total.currency', code: 'amount_invalid', message: inNone }] : []),
        ...(currencies.length > 1 ? [{ path: 'total.currency', code: 'amount_invalid', message: mixed }] : []),
      ];
    }),
    ...targetProblems(order),
  ];
}

/** Prices with more decimals than their currency has: rounding one would change what the customer gets. */
function finePrices(
  { addOns, orderItems }: CreditOrder,
  currency: string | undefined,
): readonly { readonly path: string; readonly price: number }[] {
  return Object.entries({ orderItems, addOns }).flatMap(([name, entries]) =>
    (entries ?? []).flatMap(({ price }, index) => {
      const amount = price?.amount ?? undefined;
      if (amount === undefined || amount === roundMoney(amount, price?.currency ?? currency)) return [];
      return [{ path: `${name}[${index}].price.amount`, price: amount }];
    }),
  );
}

function amountOf({ price, quantity: count }: z.output<typeof item>, currency: string | undefined): number | undefined {
  const amount = price?.amount ?? undefined;
  return amount === undefined ? undefined : roundMoney(amount * (count ?? 1), currency);
}
