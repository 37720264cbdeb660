import * as z from 'zod';
import type { ActionProblem } from '../../kit/order-actions.ts';
import type { ZuoraOptions } from '../options.ts';
import { checkOrder } from '../order-fields/check-order.ts';
import { chosenDay, triggerDates } from '../order-fields/days.ts';
import { anyOrder } from '../order-fields/field-schemas.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { ratePlanProblems } from '../order-fields/rate-plans.ts';
import { changeSubscription } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';
import { purchaseOf, type Update, update } from './update-subscription/update.ts';
import { actionsOf } from './update-subscription/update-actions.ts';

const schema = z.object({ ...anyOrder, updates: z.array(update).min(1) });

/**
 * Adds, removes and updates the offers and add-ons of a subscription by one Zuora order, in the order of `updates` ("API
 * Reference", Create an order, `AddProduct`, `RemoveProduct`, `UpdateProduct`).
 *
 * Each from its `effective_date`, else from the date of the order. Zuora rolls all of it back when one is refused.
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
    return changeSubscription(call, order, (subscription) => ({
      orderActions: order.updates.flatMap((entry) => {
        const dates = triggerDates(chosenDay(entry.effective_date, order.orderDate, context));
        return actionsOf(entry, subscription, context.options).map((action) => ({ ...action, triggerDates: dates }));
      }),
    }));
  },
};

function updateProblems(entry: Update, index: number, options: ZuoraOptions): readonly ActionProblem[] {
  const path = `updates[${index}]`;
  if (entry.type === 'add') return ratePlanProblems({ ...purchaseOf(entry), path: `${path}.id` }, options);
  if (entry.type === 'remove' || typeof entry.quantity === 'number') return [];
  const message = 'Expected the new quantity, found none. Send it with the update.';
  return [{ path: `${path}.quantity`, code: 'order_invalid', message }];
}
