import * as z from 'zod';
import { checkOrder } from '../../kit/order-actions.ts';
import { probeOrder } from '../api/zuora-order.ts';
import { orderDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder, payment } from '../order-fields/field-schemas.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';

const schema = z.object({ ...anyOrder, payment });

/**
 * Renews a termed subscription by its renewal term ("API Reference", Create an order, `RenewSubscription`).
 *
 * Ignores `orderItems`, because moving to another offer is a `change_offer`. The order's payment method pays, or else that of
 * the account.
 */
export const renew: OrderAction = {
  problems: (order) => [...checkOrder(schema, order), ...targetProblems(order)],
  run(call) {
    const order = schema.parse(call.context.order);
    const dates = triggerDates(orderDay(call.context));
    return changeSubscription(call, order, () => ({
      orderActions: [{ type: 'RenewSubscription', triggerDates: dates, renewSubscription: {} }],
      paymentMethodId: order.payment?.zuora?.refId,
    }));
  },
  probe: probeOrder,
};
