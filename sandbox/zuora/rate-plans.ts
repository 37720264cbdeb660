import type { ActionContext } from './action-context.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId, nextNumber } from './identifiers.ts';
import type { ChargeUpdate, NewRatePlan } from './order-action-schema.ts';
import { catalogPrice } from './product-catalog.ts';
import type { Charge, RatePlan, Subscription } from './records.ts';

/**
 * A rate plan as it enters a subscription.
 *
 * @throws Refusal when the catalogue has no price for it in the account's currency.
 */
export const toRatePlan = (plan: NewRatePlan, { currency, transaction }: ActionContext): RatePlan => ({
  id: internalId(),
  productRatePlanId: plan.productRatePlanId ?? plan.productRatePlanNumber ?? '',
  uniqueToken: plan.uniqueToken ?? null,
  lastChangeType: 'Add',
  amount: listPriceOf(plan) ?? catalogPrice(transaction, plan.productRatePlanId ?? '', currency),
  charges: (plan.chargeOverrides ?? []).map((charge) => ({
    number: nextNumber(transaction, 'C-'),
    productRatePlanChargeId: charge.productRatePlanChargeId ?? null,
    quantity: quantityOf(charge.pricing) ?? null,
  })),
});

/**
 * The charges of a plan with new quantities.
 *
 * @throws Refusal when the plan has no charge of that number.
 */
export function updatedCharges(plan: RatePlan, updates: readonly ChargeUpdate[]): readonly Charge[] {
  const unknown = updates.find(({ chargeNumber }) => !plan.charges.some(({ number }) => number === chargeNumber));
  if (unknown !== undefined) {
    const message = `The rate plan ${plan.id} has no charge ${unknown.chargeNumber}.`;
    throw zuoraRefusal({ category: 'notFound', resource: 'subscription' }, message);
  }
  return plan.charges.map((charge) => {
    const update = updates.find(({ chargeNumber }) => chargeNumber === charge.number);
    return { ...charge, quantity: quantityOf(update?.pricing) ?? charge.quantity };
  });
}

/**
 * The rate plan of a subscription that an action means.
 *
 * @throws Refusal when the subscription has no such plan, or has it no longer.
 */
export function ratePlanOf(
  subscription: Subscription,
  wanted: { ratePlanId?: unknown; uniqueToken?: unknown },
): RatePlan {
  const found = currentPlans(subscription).find(({ id, uniqueToken }) =>
    wanted.ratePlanId === undefined ? uniqueToken === wanted.uniqueToken : id === wanted.ratePlanId,
  );
  if (found !== undefined) return found;
  const key = String(wanted.ratePlanId ?? wanted.uniqueToken);
  const message = `The subscription ${subscription.subscriptionNumber} has no rate plan ${key}.`;
  throw zuoraRefusal({ category: 'notFound', resource: 'subscription' }, message);
}

/** The plans that are in force. */
export const currentPlans = ({ ratePlans }: Subscription): RatePlan[] =>
  ratePlans.filter(({ lastChangeType }) => lastChangeType !== 'Remove');

/** The same plans with one of them replaced, and marked as changed. */
export const markPlan = (
  ratePlans: readonly RatePlan[],
  changed: RatePlan,
  lastChangeType: RatePlan['lastChangeType'],
): RatePlan[] => ratePlans.map((plan) => (plan.id === changed.id ? { ...changed, lastChangeType } : plan));

/** What the plans in force cost. */
export const totalOf = (subscription: Subscription): number =>
  currentPlans(subscription).reduce((sum, { amount }) => sum + amount, 0);

function quantityOf(pricing: NonNullable<ChargeUpdate['pricing']> = {}): number | undefined {
  return Object.values(pricing).find(({ quantity }) => quantity !== undefined)?.quantity;
}

/** The sum of the prices that the caller overrode; undefined when there are none. */
function listPriceOf({ chargeOverrides = [] }: NewRatePlan): number | undefined {
  const overridden = chargeOverrides.flatMap(({ pricing = {} }) => Object.values(pricing));
  const prices = overridden.flatMap(({ listPrice, price }) => listPrice ?? price ?? []);
  return prices.length === 0 ? undefined : prices.reduce((sum, price) => sum + price, 0);
}
