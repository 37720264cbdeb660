import { isDiscount } from '../catalog/charge-models.ts';
import type { BilledItem, Charge } from '../charges/charges.ts';
import { share, type Units } from '../money.ts';
import type { RatePlan } from '../records.ts';

/** Due items by the number of their charge. */
export type ItemsByCharge = ReadonlyMap<string, readonly BilledItem[]>;

/**
 * Returns the items of every discount of a subscription. A discount reduces items that begin while it applies, together never by
 * more than their amount. A fixed amount is for each day on which items begin.
 *
 * @param due items of the charges that can be discounted
 */
export function discountItems(ratePlans: readonly RatePlan[], due: ItemsByCharge): ItemsByCharge {
  const left = new Map<BilledItem, Units>([...due.values()].flat().map((item) => [item, item.amount]));
  const found = new Map<string, readonly BilledItem[]>();
  for (const plan of ratePlans) {
    for (const discount of plan.charges.filter(({ model }) => isDiscount(model))) {
      const plans = discount.discountLevel === 'rateplan' ? [plan] : ratePlans;
      const charges = plans.flatMap((other) => other.charges).filter((charge) => applies(discount, charge));
      found.set(discount.number, itemsOf(discount, charges, due, left));
    }
  }
  return found;
}

function applies({ applyDiscountTo }: Charge, { model, type }: Charge): boolean {
  return !isDiscount(model) && applyDiscountTo !== undefined && applyDiscountTo.includes(type.toUpperCase());
}

function itemsOf(
  discount: Charge,
  charges: readonly Charge[],
  due: ItemsByCharge,
  left: Map<BilledItem, Units>,
): readonly BilledItem[] {
  const fixedLeft = new Map<string, Units>();
  return charges.flatMap((charge) =>
    (due.get(charge.number) ?? []).flatMap((item) => {
      const price = segmentOn(discount, item.from)?.price;
      if (price === undefined) return [];
      const wanted =
        discount.model === 'DiscountPercentage'
          ? share(item.amount, price.discountPercentage ?? 0, 100)
          : (fixedLeft.get(item.from) ?? price.discountAmount ?? 0);
      const amount = Math.min(wanted, left.get(item) ?? 0);
      if (discount.model === 'DiscountFixedAmount') fixedLeft.set(item.from, wanted - amount);
      left.set(item, (left.get(item) ?? 0) - amount);
      const { from, to } = item;
      return amount === 0 ? [] : [{ from, to, amount: -amount, appliedTo: charge.number }];
    }),
  );
}

function segmentOn({ segments }: Charge, day: string) {
  return segments.find(({ from, to }) => from !== null && from <= day && (to === null || day < to));
}
