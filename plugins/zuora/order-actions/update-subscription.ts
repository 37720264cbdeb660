import * as z from 'zod';
import { PluginFailed } from '../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../core/json.ts';
import { type ActionProblem, checkOrder } from '../../kit/order-actions.ts';
import type { RatePlan, Subscription } from '../api/subscription.ts';
import { probeOrder } from '../api/zuora-order.ts';
import type { ZuoraOptions } from '../options.ts';
import { triggerDates, updateDays } from '../order-fields/days.ts';
import { anyOrder, offer, quantity, text } from '../order-fields/field-schemas.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { mappedPlans, type Purchase, ratePlanProblems, ratePlansOf } from '../order-fields/rate-plans.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';

/** One entry of `updates`. */
const update = z.object({
  type: z.enum(['add', 'remove', 'update']),
  id: text,
  path: text,
  offer: offer.nullish(),
  quantity,
});

type Update = z.output<typeof update>;

const schema = z.object({ ...anyOrder, updates: z.array(update).min(1) });

/**
 * Adds, removes and updates the offers and add-ons of a subscription by one Zuora order, in the sequence of `updates` ("API
 * Reference", Create an order, `AddProduct`, `RemoveProduct`, `UpdateProduct`).
 *
 * Each update applies from its `effective_date`, or else from the order's date. If Zuora rejects one, it rolls back all.
 */
export const updateSubscription: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, ({ updates }) =>
      updates.flatMap((entry, index) => updateProblems(entry, index, options)),
    ),
    ...targetProblems(order),
  ],
  run(call) {
    const { context } = call;
    const order = schema.parse(context.order);
    const days = updateDays(context);
    return changeSubscription(call, order, (subscription) => ({
      orderActions: order.updates.flatMap((entry, index) => {
        const dates = triggerDates(days[index] ?? '');
        const actions = ACTIONS[entry.type](entry, subscription, context.options);
        return actions.map((action) => ({ ...action, triggerDates: dates }));
      }),
    }));
  },
  probe: probeOrder,
};

function updateProblems(entry: Update, index: number, options: ZuoraOptions): readonly ActionProblem[] {
  const path = `updates[${index}]`;
  if (entry.type === 'add') return ratePlanProblems({ ...purchaseOf(entry), path: `${path}.id` }, options);
  if (entry.type === 'remove' || typeof entry.quantity === 'number') return [];
  const message = 'Expected the new quantity, found none. Send it with the update.';
  return [{ path: `${path}.quantity`, code: 'order_invalid', message }];
}

/** An entry names its offer or add-on by path, or else by id. */
function purchaseOf(entry: Update): Omit<Purchase, 'path'> {
  return {
    offerPath: entry.path ?? entry.offer?.path,
    offerId: entry.id ?? entry.offer?.id,
    quantity: entry.quantity ?? 1,
  };
}

type Actions = (entry: Update, subscription: Subscription, options: ZuoraOptions) => readonly JsonObject[];

/**
 * The Zuora order actions of each kind of update, without their dates. `remove` removes the whole rate plan, whatever its
 * quantity. `update` sets the quantity of the charge that the option `ratePlans` names in `quantityChargeId`.
 */
const ACTIONS: Readonly<Record<Update['type'], Actions>> = {
  add: (entry, _subscription, options) =>
    ratePlansOf({ ...purchaseOf(entry), path: '' }, options).map((addProduct) => ({ type: 'AddProduct', addProduct })),
  remove: (entry, subscription, options) =>
    plansOf(entry, subscription, options).map(({ id }) => ({
      type: 'RemoveProduct',
      removeProduct: { ratePlanId: id },
    })),
  update: (entry, subscription, options) => [
    { type: 'UpdateProduct', updateProduct: newQuantity(entry, subscription, options) },
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

/** @throws PluginFailed `quantity_not_mapped`, and as `plansOf` */
function newQuantity(entry: Update, subscription: Subscription, options: ZuoraOptions): JsonObject {
  const mapped = Object.values(options.ratePlans)
    .flat()
    .flatMap((plan) => (typeof plan === 'string' ? [] : [plan.quantityChargeId]));
  for (const { id, ratePlanCharges } of plansOf(entry, subscription, options)) {
    const charge = ratePlanCharges.find(({ productRatePlanChargeId: charged }) => charged && mapped.includes(charged));
    if (charge?.number !== undefined) {
      const pricing = { recurringPerUnit: { quantity: entry.quantity ?? 1 } };
      return { ratePlanId: id, chargeUpdates: [{ chargeNumber: charge.number, pricing }] };
    }
  }
  throw new PluginFailed(
    `Subscription ${subscription.subscriptionNumber} has no charge for the quantity of ${entry.path ?? entry.id ?? 'the offer'}. Add a quantityChargeId to its entry in the option ratePlans.`,
    { code: 'quantity_not_mapped' },
  );
}
