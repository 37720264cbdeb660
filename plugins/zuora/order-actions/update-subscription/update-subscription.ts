import * as z from 'zod';
import { definedFields } from '../../../kit/defined-fields.ts';
import { type ActionProblem, checkOrder } from '../../../kit/order-actions.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import type { ZuoraOptions } from '../../options.ts';
import { updateDays } from '../../order-fields/days.ts';
import { anyOrder, money, payment } from '../../order-fields/field-schemas.ts';
import { countProblems } from '../../order-fields/limits.ts';
import { targetProblems } from '../../order-fields/order-target.ts';
import { mappedPlans, ratePlanProblems } from '../../order-fields/rate-plans.ts';
import { orderAmount } from '../../price/order-amount.ts';
import { changeSubscription } from '../change-subscription.ts';
import type { OrderAction } from '../order-action.ts';
import { type OrderFacts, probeOrder } from '../placed-result.ts';
import { actionsOf, purchaseOf, type Update, update } from './update-actions.ts';

const schema = z.object({ ...anyOrder, total: money, payment, updates: z.array(update).min(1) });

/** Few updates take a cancellation back: a cold start does not load it. */
const loadReactivation = () => import('./reactivate.ts');

/**
 * Adds, removes and updates the offers and add-ons of a subscription, suspends and resumes it, by one Zuora order, in the
 * sequence of `updates` ("API Reference", Create an order, `AddProduct`, `RemoveProduct`, `UpdateProduct`, `Suspend`, `Resume`).
 *
 * Each update applies from its `effective_date`, or else from the order's date. If Zuora rejects one, it rolls back all. A
 * `reactivate` takes back a cancellation that has not ended the subscription yet, and is the only update of its order.
 */
export const updateSubscription: OrderAction = {
  problems: (order, options) => [
    ...checkOrder(schema, order, ({ updates }) => [
      ...updates.flatMap((entry, index) => updateProblems(entry, index, options)),
      ...reactivationProblems(updates),
      ...countProblems('updates', countActions(updates, options), 'order actions'),
    ]),
    ...targetProblems(order),
  ],
  async run(call) {
    const { context } = call;
    const order = schema.parse(context.order);
    if (isReactivation(order.updates)) return (await loadReactivation()).reactivate(call);
    return changeSubscription(call, order, factsOf(call), (subscription) => ({
      orderActions: order.updates.flatMap((entry, index) =>
        actionsOf(entry, subscription, context, updateDays(context)[index] ?? ''),
      ),
      payment: order.payment,
    }));
  },
  async probe(call) {
    const { updates } = schema.parse(call.context.order);
    return isReactivation(updates)
      ? (await loadReactivation()).probeReactivation(call)
      : probeOrder(call, factsOf(call));
  },
};

function isReactivation(updates: readonly Update[]): boolean {
  return updates.some(({ type }) => type === 'reactivate');
}

function reactivationProblems(updates: readonly Update[]): readonly ActionProblem[] {
  if (updates.length === 1 || !isReactivation(updates)) return [];
  const message = 'Expected a reactivation alone, found other updates beside it. Send them in an order of their own.';
  return [{ path: 'updates', code: 'order_invalid', message }];
}

/** Each rate plan that an added offer maps to is an order action. */
function countActions(updates: readonly Update[], options: ZuoraOptions): number {
  const counts = updates.map((entry) => (entry.type === 'add' ? mappedPlans(purchaseOf(entry), options).length : 1));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The order takes effect on the day of the first update. */
function factsOf({ context }: ZuoraCall): OrderFacts {
  const { total } = schema.parse(context.order);
  const days = updateDays(context);
  return { amount: orderAmount(total), dates: () => definedFields({ effectiveDate: days.toSorted()[0] }) };
}

function updateProblems(entry: Update, index: number, options: ZuoraOptions): readonly ActionProblem[] {
  const path = `updates[${index}]`;
  if (entry.type === 'add') return ratePlanProblems({ ...purchaseOf(entry), path: `${path}.id` }, options);
  if (entry.type !== 'update' || typeof entry.quantity === 'number') return [];
  const message = 'Expected the new quantity, found none. Send it with the update.';
  return [{ path: `${path}.quantity`, code: 'order_invalid', message }];
}
