import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import type { RatePlan, Subscription } from '../../api/subscription.ts';
import type { ZuoraOptions } from '../../options.ts';
import type { Offer } from '../../order-fields/field-schemas.ts';
import { mappedPlans } from '../../order-fields/rate-plans.ts';

/**
 * The rate plans that a change of offer removes.
 *
 * Those of `originalOffer`, when the order names it. Otherwise the base plan: the only one that the option `keptRatePlans`
 * does not keep, or several that together are what one entry of the option `ratePlans` stands for.
 *
 * @throws PluginFailed `original_offer_not_found`, or `base_offer_ambiguous` when it cannot be told which plan is the base
 */
export function replacedPlans(
  { ratePlans, subscriptionNumber }: Subscription,
  originalOffer: Offer | null | undefined,
  options: ZuoraOptions,
): readonly RatePlan[] {
  if (originalOffer) {
    const named = mappedPlans({ offerId: originalOffer.id, offerPath: originalOffer.path }, options);
    const ids = new Set(named.map(({ productRatePlanId }) => productRatePlanId));
    const found = ratePlans.filter(({ productRatePlanId }) => ids.has(productRatePlanId));
    if (found.length > 0) return found;
    const offer = originalOffer.path ?? originalOffer.id ?? 'without path and id';
    throw new PluginFailed(
      `Expected subscription ${subscriptionNumber} to have the offer ${offer}, found none of its rate plans. Check originalOffer and the option ratePlans.`,
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
  const held = plans.map(({ productRatePlanId }) => productRatePlanId).toSorted();
  return Object.keys(options.ratePlans).some((offerPath) => {
    const mapped = mappedPlans({ offerPath, offerId: undefined }, options).map((plan) => plan.productRatePlanId);
    return held.length > 0 && JSON.stringify(mapped.toSorted()) === JSON.stringify(held);
  });
}
