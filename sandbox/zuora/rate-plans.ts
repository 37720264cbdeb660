import { type ActionContext, triggerDate } from './action-context.ts';
import { ratePlanToSell } from './catalog/catalog.ts';
import { newCharges, type TriggerDays } from './charges/charges.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId } from './identifiers.ts';
import type { NewRatePlan, OrderAction } from './order-action-schema.ts';
import type { RatePlan, Subscription } from './records.ts';

/** Returns the days that an action triggers charges on, by event. Days that it does not name are that of the contract. */
export function triggerDaysOf(
  action: Pick<OrderAction, 'triggerDates'>,
  orderDate: string,
): TriggerDays & { readonly ContractEffective: string } {
  const contract = triggerDate(action, 'ContractEffective') ?? orderDate;
  const service = triggerDate(action, 'ServiceActivation') ?? contract;
  return {
    ContractEffective: contract,
    ServiceActivation: service,
    CustomerAcceptance: triggerDate(action, 'CustomerAcceptance') ?? service,
  };
}

/**
 * Returns a new rate plan of a subscription.
 *
 * @throws Refusal when the catalogue has no such plan, or no price for it in the account's currency.
 */
export function toRatePlan(
  plan: NewRatePlan,
  days: TriggerDays,
  { currency, orderDate, transaction }: ActionContext,
): RatePlan {
  const product = ratePlanToSell(transaction, plan, days.ContractEffective ?? orderDate);
  return {
    id: internalId(),
    productId: product.productId,
    productRatePlanId: product.id,
    ratePlanName: product.name,
    uniqueToken: plan.uniqueToken ?? null,
    lastChangeType: 'Add',
    charges: newCharges(transaction, product.productRatePlanCharges, plan.chargeOverrides ?? [], days, currency),
  };
}

/**
 * Finds a rate plan of a subscription by id or unique token.
 *
 * @throws Refusal when the subscription has no such plan, or it was removed.
 */
export function ratePlanOf(
  { ratePlans, subscriptionNumber }: Subscription,
  wanted: { ratePlanId?: unknown; uniqueToken?: unknown },
): RatePlan {
  const found = ratePlans
    .filter(({ lastChangeType }) => lastChangeType !== 'Remove')
    .find(({ id, uniqueToken }) =>
      wanted.ratePlanId === undefined ? uniqueToken === wanted.uniqueToken : id === wanted.ratePlanId,
    );
  if (found !== undefined) return found;
  const key = String(wanted.ratePlanId ?? wanted.uniqueToken);
  const message = `The subscription ${subscriptionNumber} has no rate plan ${key}.`;
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
