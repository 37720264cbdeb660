import * as z from 'zod';
import { definedFields } from '../../kit/defined-fields.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { orderDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder, money, payment, quantity } from '../order-fields/field-schemas.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { orderAmount } from '../price/order-amount.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';
import { type OrderFacts, probeOrder } from './placed-result.ts';
import { readTarget } from './read-target.ts';

const item = z.object({ price: money, quantity });
const schema = z.object({ ...anyOrder, payment, total: money, orderItems: z.array(item).nullish() });

/**
 * Renews a termed subscription by its renewal term ("API Reference", Create an order, `RenewSubscription`).
 *
 * Of `orderItems` only the prices count, for the amount of the order, because moving to another offer is a `change_offer`. The
 * order's payment method pays, or else that of the account. The bill goes through the first day of the renewed term, which is
 * `effectiveDate` in the output.
 */
export const renew: OrderAction = {
  problems: (order) => [...checkOrder(schema, order), ...targetProblems(order)],
  run(call) {
    const order = schema.parse(call.context.order);
    const dates = triggerDates(orderDay(call.context));
    return changeSubscription(call, order, factsOf(call), ({ termEndDate }) => ({
      orderActions: [{ type: 'RenewSubscription', triggerDates: dates, renewSubscription: {} }],
      payment: order.payment,
      later: termEndDate ?? undefined,
    }));
  },
  probe: (call) => probeOrder(call, factsOf(call)),
};

/** Once renewed, the term of the subscription is the renewed one. */
function factsOf(call: ZuoraCall): OrderFacts {
  const { orderItems, total } = schema.parse(call.context.order);
  return {
    amount: orderAmount(total, orderItems ?? []),
    async dates() {
      const { termStartDate } = await readTarget(call);
      return definedFields({ effectiveDate: termStartDate ?? undefined });
    },
  };
}
