import { roundMoney } from '../../../../core/money.ts';
import { boughtOf } from '../../../../core/order/order-items.ts';
import type { ActionProblem } from '../../../kit/order-actions.ts';
import type { ZuoraOptions } from '../../options.ts';
import type { GiftOrder } from './gift-schema.ts';

/** One line of the debit memo for a gift. */
export interface GiftLine {
  /** Its path in the order, for problems. */
  readonly path: string;
  /** The path or id of the offer. */
  readonly offer: string;
  /** The product rate plan charge; `undefined` if the options name none. */
  readonly chargeId: string | undefined;
  /** Price times quantity; `undefined` if the item has no price. */
  readonly amount: number | undefined;
}

/** Returns the lines for the items that a gift consists of. The only item without a price costs the order's total. */
export function giftLines(order: GiftOrder, { giftChargeId, giftCharges }: ZuoraOptions): readonly GiftLine[] {
  const bought = boughtOf(order.orderItems);
  const currency = giftCurrency(order);
  return bought.map(({ index, item: { offer, price, quantity } }) => {
    const key = [offer?.path, offer?.id].find((name) => name !== undefined && Object.hasOwn(giftCharges, name));
    const unit = price?.amount ?? undefined;
    const amount = unit === undefined ? undefined : roundMoney(unit * (quantity ?? 1), currency);
    return {
      path: `orderItems[${index}]`,
      offer: offer?.path ?? offer?.id ?? 'an offer without path and id',
      chargeId: key === undefined ? giftChargeId : giftCharges[key],
      amount: amount ?? (bought.length === 1 ? (order.total?.amount ?? undefined) : undefined),
    };
  });
}

/** Returns the sum of the lines of a gift. */
export function giftAmount(order: GiftOrder, lines: readonly GiftLine[]): number {
  return roundMoney(
    lines.reduce((sum, { amount }) => sum + (amount ?? 0), 0),
    giftCurrency(order),
  );
}

/** Returns the currency of a gift, from the order's total or else from the first bought item with a price. */
export function giftCurrency({ orderItems, total }: GiftOrder): string | undefined {
  return total?.currency ?? boughtOf(orderItems).find(({ item }) => item.price?.currency)?.item.price?.currency;
}

/** Reports the lines of a gift that cannot be charged, and a total that is not their sum. */
export function giftLineProblems(order: GiftOrder, options: ZuoraOptions): readonly ActionProblem[] {
  const lines = giftLines(order, options);
  const problems = lines.flatMap(({ amount, chargeId, offer, path }): ActionProblem[] => {
    const unmapped = `Expected a product rate plan charge for the gift ${offer}, found none. Set the step's option giftCharges or giftChargeId.`;
    const unpriced = `Expected a price above 0 for the gift ${offer}, found ${amount ?? 'none'}. Send it with the item.`;
    return [
      ...(chargeId === undefined ? [{ path, code: 'gift_charge_not_mapped', message: unmapped }] : []),
      ...(amount === undefined || amount <= 0
        ? [{ path: `${path}.price`, code: 'amount_invalid', message: unpriced }]
        : []),
    ];
  });
  const total = order.total?.amount ?? undefined;
  const sum = giftAmount(order, lines);
  if (problems.length > 0 || total === undefined || total === sum) return problems;
  const message = `Expected the items to add up to the total of ${total}, found ${sum}. Correct the order.`;
  return [{ path: 'total.amount', code: 'amount_invalid', message }];
}
