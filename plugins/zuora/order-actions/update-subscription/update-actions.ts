import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { RatePlan, Subscription } from '../../api/subscription.ts';
import type { ZuoraOptions } from '../../options.ts';
import { mappedPlans, ratePlansOf } from '../../order-fields/rate-plans.ts';
import { purchaseOf, type Update } from './update.ts';

type Actions = (entry: Update, subscription: Subscription, options: ZuoraOptions) => readonly JsonObject[];

const ACTIONS: Readonly<Record<Update['type'], Actions>> = {
  add: (entry, _subscription, options) =>
    ratePlansOf({ ...purchaseOf(entry), path: '' }, options).map((addProduct) => ({ type: 'AddProduct', addProduct })),
  remove: (entry, subscription, options) =>
    heldPlans(entry, subscription, options).map(({ id }) => ({
      type: 'RemoveProduct',
      removeProduct: { ratePlanId: id },
    })),
  update: (entry, subscription, options) => [
    { type: 'UpdateProduct', updateProduct: newQuantity(entry, subscription, options) },
  ],
};

/**
 * The order actions of one update, without their dates. `remove` takes the rate plan out whole, whatever its quantity;
 * `update` sets the quantity of the charge that the option `ratePlans` names as `quantityChargeId`.
 *
 * @throws PluginFailed `rate_plan_not_found`, `rate_plan_ambiguous`, `quantity_not_mapped`
 */
export const actionsOf: Actions = (entry, subscription, options) => ACTIONS[entry.type](entry, subscription, options);

/**
 * The rate plans of the subscription that an update means: the one whose id in Zuora it gives, else those that the option
 * `ratePlans` maps its path or id to. The shop's own record ids (`subscription_offer-…`, `add_on-…`) say nothing to Zuora.
 * An add-on that was added twice is two rate plans of one product rate plan: taking either, or both, would be a guess.
 */
function heldPlans(
  entry: Update,
  { ratePlans, subscriptionNumber }: Subscription,
  options: ZuoraOptions,
): readonly RatePlan[] {
  const byId = ratePlans.filter(({ id }) => id === entry.id);
  const mapped = mappedPlans(purchaseOf(entry), options).map(({ productRatePlanId }) => productRatePlanId);
  const byOffer = ratePlans.filter(({ productRatePlanId }) => mapped.includes(productRatePlanId));
  const named = entry.path ?? entry.id ?? 'an offer with path or id';
  if (byId.length > 0) return byId;
  if (new Set(byOffer.map(({ productRatePlanId }) => productRatePlanId)).size < byOffer.length) {
    throw new PluginFailed(
      `Expected subscription ${subscriptionNumber} to have ${named} once, found several rate plans: ${byOffer.map(({ id }) => id).join(', ')}. Send the id of the one that is meant.`,
      { code: 'rate_plan_ambiguous' },
    );
  }
  if (byOffer.length > 0) return byOffer;
  throw new PluginFailed(
    `Expected subscription ${subscriptionNumber} to have ${named}, found no such rate plan. Send the path of the offer and map it in the option ratePlans, or send the rate plan's id.`,
    { code: 'rate_plan_not_found' },
  );
}

function newQuantity(entry: Update, subscription: Subscription, options: ZuoraOptions): JsonObject {
  const mapped = Object.values(options.ratePlans)
    .flat()
    .flatMap((plan) => (typeof plan === 'string' ? [] : [plan.quantityChargeId]));
  for (const { id, ratePlanCharges } of heldPlans(entry, subscription, options)) {
    const charge = ratePlanCharges.find(({ productRatePlanChargeId: held }) => held && mapped.includes(held));
    if (charge?.number !== undefined) {
      const pricing = { recurringPerUnit: { quantity: entry.quantity ?? 1 } };
      return { ratePlanId: id, chargeUpdates: [{ chargeNumber: charge.number, pricing }] };
    }
  }
  throw new PluginFailed(
    `Expected a charge that takes the quantity of ${entry.path ?? entry.id ?? 'the offer'} in subscription ${subscription.subscriptionNumber}, found none. Give its entry in the option ratePlans a quantityChargeId.`,
    { code: 'quantity_not_mapped' },
  );
}
