import type { ActionContext } from './action-context.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId, nextNumber } from './identifiers.ts';
import type { ChargeUpdate, NewRatePlan } from './order-action-schema.ts';
import { catalogPrice } from './product-catalog.ts';
import type { Charge, RatePlan, Subscription } from './records.ts';

/**
 * Returns a new rate plan of a subscription.
 *
 * @throws Refusal when the catalogue has no price for it in the account's currency.
 */
export function toRatePlan(plan: NewRatePlan, { currency, transaction }: ActionContext): RatePlan {
  return {
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
  };
}

/**
 * Returns the charges of a plan with updated quantities.
 *
 * @throws Refusal when the plan has no charge with one of the numbers.
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
 * Finds a rate plan of a subscription by id or unique token.
 *
 * @throws Refusal when the subscription has no such plan, or it was removed.
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

/** Returns the plans with one of them replaced and marked with its change. */
export function markPlan(
  ratePlans: readonly RatePlan[],
  changed: RatePlan,
  lastChangeType: RatePlan['lastChangeType'],
): RatePlan[] {
  return ratePlans.map((plan) => (plan.id === changed.id ? { ...changed, lastChangeType } : plan));
}

/** Returns the total price of the plans that were not removed. */
export function totalOf(subscription: Subscription): number {
  return currentPlans(subscription).reduce((sum, { amount }) => sum + amount, 0);
}

function currentPlans({ ratePlans }: Subscription): RatePlan[] {
  return ratePlans.filter(({ lastChangeType }) => lastChangeType !== 'Remove');
}

function quantityOf(pricing: NonNullable<ChargeUpdate['pricing']> = {}): number | undefined {
  return Object.values(pricing).find(({ quantity }) => quantity !== undefined)?.quantity;
}

/** Returns the sum of the prices that the client overrode, or undefined if there are none. */
function listPriceOf({ chargeOverrides = [] }: NewRatePlan): number | undefined {
  const overridden = chargeOverrides.flatMap(({ pricing = {} }) => Object.values(pricing));
  const prices = overridden.flatMap(({ listPrice, price }) => listPrice ?? price ?? []);
  return prices.length === 0 ? undefined : prices.reduce((sum, price) => sum + price, 0);
}
