import * as z from 'zod';
import { checkOrder } from '../../kit/order-actions.ts';
import { probeOrder } from '../api/zuora-order.ts';
import { changeDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder, offer, payment, quantity } from '../order-fields/field-schemas.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { type Purchase, ratePlanProblems, ratePlansOf } from '../order-fields/rate-plans.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';

const schema = z.object({ ...anyOrder, offer, quantity, payment });

const purchaseOf = (order: z.output<typeof schema>): Purchase => ({
  path: 'offer.path',
  offerPath: order.offer.path,
  offerId: order.offer.id,
  quantity: order.quantity ?? 1,
});

/**
 * Adds an offer to a subscription, either another product or a discount that keeps the customer ("API Reference", Create an
 * order, `AddProduct`).
 *
 * The offer applies from the order's `effectiveDate`, or else from the order's date. The option `ratePlans` maps it.
 */
export const addOffer: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, (parsed) => ratePlanProblems(purchaseOf(parsed), options)),
    ...targetProblems(order),
  ],
  run(call) {
    const { context } = call;
    const order = schema.parse(context.order);
    const dates = triggerDates(changeDay(context));
    return changeSubscription(call, order, () => ({
      orderActions: ratePlansOf(purchaseOf(order), context.options).map((addProduct) => ({
        type: 'AddProduct',
        triggerDates: dates,
        addProduct,
      })),
      paymentMethodId: order.payment?.zuora?.refId,
    }));
  },
  probe: probeOrder,
};
