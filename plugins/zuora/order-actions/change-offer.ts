import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import type { RatePlan, Subscription } from '../api/subscription.ts';
import { probeOrder } from '../api/zuora-order.ts';
import type { ZuoraOptions } from '../options.ts';
import { changeDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder, type Offer, offer, quantity } from '../order-fields/field-schemas.ts';
import { subscriptionCustomFields } from '../order-fields/mapped-fields.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { mappedPlans, type Purchase, ratePlanProblems, ratePlansOf } from '../order-fields/rate-plans.ts';
import { changedTerms } from '../order-fields/subscription-terms.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';

const schema = z.object({
  ...anyOrder,
  offer,
  originalOffer: offer.nullish(),
  quantity,
  autoRenew: z.boolean().nullish(),
});
type ChangeOffer = z.output<typeof schema>;

/**
 * Moves a subscription to another offer by one Zuora order, which sets new terms, removes the old products and adds the new
 * ones ("API Reference", Create an order, `TermsAndConditions`, `RemoveProduct`, `AddProduct`).
 *
 * The change applies from the order's `effectiveDate`, or else from the order's date. The terms change only if the new offer
 * has a `term__limio`. `replacedPlans` decides which rate plans to remove.
 */
export const changeOffer: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, (parsed) => ratePlanProblems(purchaseOf(parsed), options)),
    ...targetProblems(order),
  ],
  run(call) {
    const { context } = call;
    const order = schema.parse(context.order);
    const dates = triggerDates(changeDay(context));
    const { offer: newOffer, originalOffer, tracking } = order;
    return changeSubscription(call, order, (subscription) => ({
      orderActions: [
        ...newTermsActions(order, context.options),
        ...replacedPlans(subscription, originalOffer, context.options).map(({ id }) => ({
          type: 'RemoveProduct',
          removeProduct: { ratePlanId: id },
        })),
        ...ratePlansOf(purchaseOf(order), context.options).map((addProduct) => ({ type: 'AddProduct', addProduct })),
      ].map((action) => ({ ...action, triggerDates: dates })),
      customFields: subscriptionCustomFields({ offerPath: newOffer.path, tracking }, context.options),
    }));
  },
  probe: probeOrder,
};

function purchaseOf({ offer: { id, path }, quantity: count }: ChangeOffer): Purchase {
  return { path: 'offer.path', offerPath: path, offerId: id, quantity: count ?? 1 };
}

function newTermsActions({ autoRenew, offer: newOffer }: ChangeOffer, options: ZuoraOptions): readonly JsonObject[] {
  const termsAndConditions = changedTerms(newOffer, autoRenew ?? options.autoRenew);
  return termsAndConditions === undefined ? [] : [{ type: 'TermsAndConditions', termsAndConditions }];
}

/**
 * Returns the rate plans that a change of offer removes.
 *
 * These are the rate plans of `originalOffer` if the order names it. Otherwise they are the base plan: the only rate plan
 * that the option `keptRatePlans` does not keep, or several that together match one entry of the option `ratePlans`.
 *
 * @throws PluginFailed `original_offer_not_found`, or `base_offer_ambiguous` if it is unclear which rate plan is the base
 */
function replacedPlans(
  { ratePlans, subscriptionNumber }: Subscription,
  originalOffer: Offer | null | undefined,
  options: ZuoraOptions,
): readonly RatePlan[] {
  if (originalOffer) {
    const named = mappedPlans({ offerId: originalOffer.id, offerPath: originalOffer.path }, options);
    const ids = new Set(named.map(({ productRatePlanId }) => productRatePlanId));
    const found = ratePlans.filter(({ productRatePlanId }) => ids.has(productRatePlanId));
    if (found.length > 0) return found;
    const name = originalOffer.path ?? originalOffer.id ?? 'without path and id';
    throw new PluginFailed(
      `Subscription ${subscriptionNumber} has no rate plan of the offer ${name}. Check originalOffer and the option ratePlans.`,
      { code: 'original_offer_not_found' },
    );
  }
  const candidates = ratePlans.filter(({ productRatePlanId }) => !options.keptRatePlans.includes(productRatePlanId));
  if (candidates.length === 1 || isOneOffer(candidates, options)) return candidates;
  throw new PluginFailed(
    `Expected one base rate plan in subscription ${subscriptionNumber}, found ${candidates.length}. Send originalOffer, or name discounts and add-ons in the option keptRatePlans.`,
    { code: 'base_offer_ambiguous' },
  );
}

function isOneOffer(plans: readonly RatePlan[], options: ZuoraOptions): boolean {
  const current = plans.map(({ productRatePlanId }) => productRatePlanId).toSorted();
  return Object.keys(options.ratePlans).some((offerPath) => {
    const mapped = mappedPlans({ offerPath, offerId: undefined }, options).map((plan) => plan.productRatePlanId);
    return current.length > 0 && JSON.stringify(mapped.toSorted()) === JSON.stringify(current);
  });
}
