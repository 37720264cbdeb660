import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import type { ZuoraOptions } from '../options.ts';
import { checkOrder } from '../order-fields/check-order.ts';
import { chosenDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder, date, offer, quantity } from '../order-fields/field-schemas.ts';
import { subscriptionCustomFields } from '../order-fields/mapped-fields.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { type Purchase, ratePlanProblems, ratePlansOf } from '../order-fields/rate-plans.ts';
import { changedTerms } from '../order-fields/subscription-terms.ts';
import { replacedPlans } from './change-offer/replaced-plans.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';

const schema = z.object({
  ...anyOrder,
  offer,
  originalOffer: offer.nullish(),
  quantity,
  effectiveDate: date,
  autoRenew: z.boolean().nullish(),
});
type ChangeOffer = z.output<typeof schema>;

/**
 * Switches a subscription to another offer by one Zuora order: new terms, the old products out, the new ones in ("API
 * Reference", Create an order, `TermsAndConditions`, `RemoveProduct`, `AddProduct`).
 *
 * From the order's `effectiveDate`, else from its own date. The terms change only when the new offer has a `term__limio`.
 * Which rate plans go is decided by `replacedPlans`.
 */
export const changeOffer: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, (parsed) => ratePlanProblems(purchaseOf(parsed), options)),
    ...targetProblems(order),
  ],
  run(call) {
    const { context } = call;
    const order = schema.parse(context.order);
    const dates = triggerDates(chosenDay(order.effectiveDate, order.orderDate, context));
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
};

function purchaseOf({ offer: { id, path }, quantity: count }: ChangeOffer): Purchase {
  return { path: 'offer.path', offerPath: path, offerId: id, quantity: count ?? 1 };
}

function newTermsActions({ autoRenew, offer: newOffer }: ChangeOffer, options: ZuoraOptions): readonly JsonObject[] {
  const termsAndConditions = changedTerms(newOffer, autoRenew ?? options.autoRenew);
  return termsAndConditions === undefined ? [] : [{ type: 'TermsAndConditions', termsAndConditions }];
}
