import type { BilledItem, Charge } from '../charges/charges.ts';
import type { Units } from '../money.ts';
import type { Subscription } from '../records.ts';
import { isPending } from '../subscription-status.ts';
import { discountItems, type ItemsByCharge } from './discounts.ts';
import { dueItems } from './due-items.ts';

/** A line of an invoice or a credit memo. */
export interface DocumentItem {
  readonly subscriptionNumber: string;
  readonly chargeNumber: string;
  readonly chargeName: string;
  readonly productRatePlanChargeId: string;
  /** First day, `yyyy-mm-dd`. */
  readonly from: string;
  /** First day after it. */
  readonly to: string;
  /** Below zero for a credit or a discount. */
  readonly amount: Units;
  readonly quantity: number;
  readonly appliedTo: string | null;
}

/** A subscription after billing, and the new lines. */
export interface BilledSubscription {
  readonly subscription: Subscription;
  readonly items: readonly DocumentItem[];
}

/**
 * Bills what falls due of a subscription by a day and was not billed yet, and credits what was billed but is not used any more.
 * A subscription that waits for its activation is not billed.
 */
export function billSubscription(subscription: Subscription, targetDate: string): BilledSubscription {
  if (isPending(subscription)) return { subscription, items: [] };
  const charges = subscription.ratePlans.flatMap((plan) => plan.charges);
  const due: ItemsByCharge = new Map(
    charges.map((charge) => [charge.number, dueItems(charge, subscription, targetDate)]),
  );
  const discounts = discountItems(subscription.ratePlans, due);
  const now = (charge: Charge) => discounts.get(charge.number) ?? due.get(charge.number) ?? [];
  const ratePlans = subscription.ratePlans.map((plan) => ({
    ...plan,
    charges: plan.charges.map((charge) => ({ ...charge, billed: now(charge) })),
  }));
  const items = charges.flatMap((charge) =>
    differences(charge.billed, now(charge)).map((item) => documentItem(subscription, charge, item)),
  );
  return { subscription: { ...subscription, ratePlans }, items };
}

/** Returns what to bill and credit so that `after` is billed instead of `before`. */
function differences(before: readonly BilledItem[], after: readonly BilledItem[]): readonly BilledItem[] {
  const same = (one: BilledItem) => (other: BilledItem) => other.from === one.from && other.appliedTo === one.appliedTo;
  const changed = after.flatMap((item): readonly BilledItem[] => {
    const old = before.find(same(item));
    if (old === undefined) return [item];
    if (old.amount === item.amount) return [];
    const days = [old.to, item.to].toSorted();
    const [from = item.from, to = item.to] = old.to === item.to ? [item.from, item.to] : days;
    return [{ ...item, from, to, amount: item.amount - old.amount }];
  });
  const gone = before.filter((item) => !after.some(same(item))).map((item) => ({ ...item, amount: -item.amount }));
  return [...changed, ...gone.filter(({ amount }) => amount !== 0)];
}

function documentItem({ subscriptionNumber }: Subscription, charge: Charge, item: BilledItem): DocumentItem {
  return {
    subscriptionNumber,
    chargeNumber: charge.number,
    chargeName: charge.name,
    productRatePlanChargeId: charge.productRatePlanChargeId,
    from: item.from,
    to: item.to,
    amount: item.amount,
    quantity: charge.segments.at(-1)?.price.quantity ?? 1,
    appliedTo: item.appliedTo ?? null,
  };
}
