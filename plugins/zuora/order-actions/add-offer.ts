import * as z from 'zod';
import { checkOrder } from '../../kit/order-actions.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { changeDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder, money, offer, payment, quantity } from '../order-fields/field-schemas.ts';
import { sourcedCustomFields } from '../order-fields/mapped-fields.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { type Purchase, ratePlanProblems, ratePlansOf } from '../order-fields/rate-plans.ts';
import { orderAmount } from '../price/order-amount.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';
import { type OrderFacts, probeOrder } from './placed-result.ts';

const schema = z.object({ ...anyOrder, offer, quantity, price: money, total: money, payment });

const purchaseOf = (order: z.output<typeof schema>): Purchase => ({
  path: 'offer.path',
  offerPath: order.offer.path,
  offerId: order.offer.id,
  quantity: order.quantity ?? 1,
  price: order.price?.amount ?? undefined,
  offer: order.offer,
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
    const dates = triggerDates(changeDay(call.context));
    const plans = ratePlansOf(purchaseOf(order), context.options, sourcedCustomFields('ratePlan', context));
    return changeSubscription(call, order, factsOf(call), () => ({
      orderActions: plans.map((addProduct) => ({ type: 'AddProduct', triggerDates: dates, addProduct })),
      payment: order.payment,
    }));
  },
  probe: (call) => probeOrder(call, factsOf(call)),
};

function factsOf(call: ZuoraCall): OrderFacts {
  const { total } = schema.parse(call.context.order);
  return { amount: orderAmount(total), dates: () => ({ effectiveDate: changeDay(call.context) }) };
}
