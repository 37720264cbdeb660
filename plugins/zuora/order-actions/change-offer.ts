import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import type { RatePlan, Subscription } from '../api/subscription.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import type { ZuoraOptions } from '../options.ts';
import { changeDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder, money, type Offer, offer, payment, quantity } from '../order-fields/field-schemas.ts';
import { sourcedCustomFields, subscriptionCustomFields } from '../order-fields/mapped-fields.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { mappedPlans, type Purchase, ratePlanProblems, ratePlansOf } from '../order-fields/rate-plans.ts';
import { changedTerms } from '../order-fields/subscription-terms.ts';
import { orderAmount } from '../price/order-amount.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';
import { type OrderFacts, probeOrder } from './placed-result.ts';

const schema = z.object({
  ...anyOrder,
  offer,
  originalOffer: offer.nullish(),
  quantity,
  price: money,
  total: money,
  payment,
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
    const day = changeDay(call.context);
    const dates = triggerDates(day);
    const { offer: newOffer, originalOffer, tracking } = order;
    const added = ratePlansOf(purchaseOf(order), context.options, sourcedCustomFields('ratePlan', context));
    return changeSubscription(call, order, factsOf(call), (subscription) => ({
      orderActions: [
        ...newTermsActions(order, day, context.options),
        ...replacedPlans(subscription, originalOffer, context.options).map(({ id }) => ({
          type: 'RemoveProduct',
          removeProduct: { ratePlanId: id },
        })),
        ...added.map((addProduct) => ({ type: 'AddProduct', addProduct })),
      ].map((action) => ({ ...action, triggerDates: dates })),
      customFields: subscriptionCustomFields({ offerPath: newOffer.path, tracking }, context),
      payment: order.payment,
    }));
  },
  probe: (call) => probeOrder(call, factsOf(call)),
};

function factsOf(call: ZuoraCall): OrderFacts {
  const { total } = schema.parse(call.context.order);
  return { amount: orderAmount(total), dates: () => ({ effectiveDate: changeDay(call.context) }) };
}

function purchaseOf({ offer: newOffer, price, quantity: count }: ChangeOffer): Purchase {
  const { id: offerId, path: offerPath } = newOffer;
  return {
    path: 'offer.path',
    offerPath,
    offerId,
    quantity: count ?? 1,
    price: price?.amount ?? undefined,
    offer: newOffer,
  };
}

function newTermsActions(
  { autoRenew, offer: newOffer }: ChangeOffer,
  day: string,
  options: ZuoraOptions,
): readonly JsonObject[] {
  const termsAndConditions = changedTerms(newOffer, autoRenew ?? options.autoRenew, day);
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
