import * as z from 'zod';
import { PluginFailed } from '../../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../../core/json.ts';
import type { PluginContext } from '../../../../core/plugin/plugin-context.ts';
import type { RatePlan, Subscription } from '../../api/subscription.ts';
import { type MappedCharge, plansOfEntry } from '../../options/rate-plan-options.ts';
import type { ZuoraOptions } from '../../options.ts';
import { triggerDates } from '../../order-fields/days.ts';
import { money, offer, quantity, text } from '../../order-fields/field-schemas.ts';
import { sourcedCustomFields } from '../../order-fields/mapped-fields.ts';
import { mappedPlans, type Purchase, ratePlansOf, takesQuantity } from '../../order-fields/rate-plans.ts';

/** One entry of `updates`. */
export const update = z.object({
  type: z.enum(['add', 'remove', 'update', 'suspend', 'resume', 'reactivate']),
  id: text,
  path: text,
  offer: offer.nullish(),
  quantity,
  price: money,
});

/** One entry of `updates`. */
export type Update = z.output<typeof update>;

/** An entry names its offer or add-on by path, or else by id. */
export function purchaseOf(entry: Update): Omit<Purchase, 'path'> {
  return {
    offerPath: entry.path ?? entry.offer?.path,
    offerId: entry.id ?? entry.offer?.id,
    quantity: entry.quantity ?? 1,
    price: entry.price?.amount ?? undefined,
    offer: entry.offer,
  };
}

type Actions = (
  entry: Update,
  subscription: Subscription,
  context: PluginContext<ZuoraOptions>,
  day: string,
) => readonly JsonObject[];

/**
 * The Zuora order actions of each kind of update, without their dates. `remove` removes the whole rate plan, whatever its
 * quantity. `update` sets the quantity of the charge that takes one in the option `ratePlans`. `suspend` and `resume` stop and
 * continue the whole subscription. A `reactivate` is no order action.
 */
const ACTIONS: Readonly<Record<Exclude<Update['type'], 'reactivate'>, Actions>> = {
  add: (entry, _subscription, context) =>
    ratePlansOf({ ...purchaseOf(entry), path: '' }, context.options, sourcedCustomFields('ratePlan', context)).map(
      (addProduct) => ({ type: 'AddProduct', addProduct }),
    ),
  remove: (entry, subscription, { options }) =>
    plansOf(entry, subscription, options).map(({ id }) => ({
      type: 'RemoveProduct',
      removeProduct: { ratePlanId: id },
    })),
  update: (entry, subscription, { options }) => [
    { type: 'UpdateProduct', updateProduct: newQuantity(entry, subscription, options) },
  ],
  suspend: (_entry, _subscription, _context, day) => [
    { type: 'Suspend', suspend: { suspendPolicy: 'SpecificDate', suspendSpecificDate: day } },
  ],
  resume: (_entry, _subscription, { options }, day) => [
    {
      type: 'Resume',
      resume: { resumePolicy: 'SpecificDate', resumeSpecificDate: day, extendsTerm: options.extendSuspendedTerm },
    },
  ],
};

/**
 * Returns the rate plans that an update refers to: by its id in Zuora, or else by the mapping of its path or id in the option
 * `ratePlans`. The shop's own record ids (`subscription_offer-…`, `add_on-…`) mean nothing to Zuora. An add-on that was added
 * twice is two rate plans of one product rate plan, and choosing one of them, or both, would be a guess.
 *
 * @throws PluginFailed `rate_plan_not_found`, `rate_plan_ambiguous`
 */
function plansOf(
  entry: Update,
  { ratePlans, subscriptionNumber }: Subscription,
  options: ZuoraOptions,
): readonly RatePlan[] {
  const byId = ratePlans.filter(({ id }) => id === entry.id);
  const mapped = mappedPlans(purchaseOf(entry), options).map(({ productRatePlanId }) => productRatePlanId);
  const byOffer = ratePlans.filter(({ productRatePlanId }) => mapped.includes(productRatePlanId));
  const named = entry.path ?? entry.id ?? 'an offer without path and id';
  if (byId.length > 0) return byId;
  if (new Set(byOffer.map(({ productRatePlanId }) => productRatePlanId)).size < byOffer.length) {
    throw new PluginFailed(
      `Subscription ${subscriptionNumber} has several rate plans for ${named}: ${byOffer.map(({ id }) => id).join(', ')}. Send the id of one of them.`,
      { code: 'rate_plan_ambiguous' },
    );
  }
  if (byOffer.length > 0) return byOffer;
  throw new PluginFailed(
    `Subscription ${subscriptionNumber} has no rate plan for ${named}. Send the path of the offer and map it in the option ratePlans, or send the rate plan's id.`,
    { code: 'rate_plan_not_found' },
  );
}

/** Zuora changes the quantity of recurring charges only ("API Reference", Create an order, `updateProduct`). */
function isRecurring({ model }: MappedCharge): boolean {
  return model.startsWith('recurring');
}

/** @throws PluginFailed `quantity_not_mapped`, and as `plansOf` */
function newQuantity(entry: Update, subscription: Subscription, options: ZuoraOptions): JsonObject {
  const mapped = Object.values(options.ratePlans)
    .flatMap((plans) => plansOfEntry(plans).flatMap(({ charges }) => charges))
    .filter((charge) => takesQuantity(charge) && isRecurring(charge));
  for (const { id, ratePlanCharges } of plansOf(entry, subscription, options)) {
    for (const { number: chargeNumber, productRatePlanChargeId } of ratePlanCharges) {
      const charge = mapped.find((candidate) => candidate.id === productRatePlanChargeId);
      if (charge === undefined || chargeNumber === undefined) continue;
      const pricing = { [charge.model]: { quantity: entry.quantity ?? 1 } };
      return { ratePlanId: id, chargeUpdates: [{ chargeNumber, pricing }] };
    }
  }
  throw new PluginFailed(
    `Subscription ${subscription.subscriptionNumber} has no recurring charge for the quantity of ${entry.path ?? entry.id ?? 'the offer'}. Add it to the charges of its entry in the option ratePlans.`,
    { code: 'quantity_not_mapped' },
  );
}

/** Returns the order actions of an entry, from a day on. */
export function actionsOf(
  entry: Update,
  subscription: Subscription,
  context: PluginContext<ZuoraOptions>,
  day: string,
): readonly JsonObject[] {
  if (entry.type === 'reactivate') return [];
  const actions = ACTIONS[entry.type](entry, subscription, context, day);
  return actions.map((action) => ({ ...action, triggerDates: triggerDates(day) }));
}
