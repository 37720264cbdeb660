import type { JsonObject } from '../../../../core/json.ts';
import { boughtOf } from '../../../../core/order/order-items.ts';
import { namedSubscription } from '../../../../core/order/order-subscription.ts';
import { type ActionProblem, checkOrder } from '../../../kit/order-actions.ts';
import type { ZuoraOptions } from '../../options.ts';
import { discountProblems } from '../../order-fields/discount.ts';
import { countProblems } from '../../order-fields/limits.ts';
import { namedAccount, targetProblems } from '../../order-fields/order-target.ts';
import { ratePlanProblems } from '../../order-fields/rate-plans.ts';
import { newAccountProblems } from './new-account-problems.ts';
import { type NewOrder, newOrderSchema, purchasesOf } from './new-order-schema.ts';
import { paymentProblems } from './payment.ts';

/** Finds what in a new order cannot be sent to Zuora, without calling Zuora. */
export function newOrderProblems(order: JsonObject, options: ZuoraOptions): readonly ActionProblem[] {
  return checkOrder(newOrderSchema, order, (parsed) => [
    ...boughtOf(parsed.orderItems)
      .flatMap(({ index, item }) => purchasesOf(item, index))
      .flatMap((purchase) => ratePlanProblems(purchase, options)),
    ...nothingBought(parsed),
    ...parentProblems(parsed),
    ...idProblems(parsed),
    ...countProblems('orderItems', rootsOf(parsed).length, 'subscriptions'),
    ...discountProblems(parsed.orderDiscount, rootsOf(parsed).length, options),
    ...paymentProblems(parsed),
    ...(namedAccount(order, options) === undefined ? newAccountProblems(parsed) : []),
    ...(namedSubscription(order) === undefined ? targetProblems(order) : []),
  ]);
}

function nothingBought({ orderItems }: NewOrder): readonly ActionProblem[] {
  if (boughtOf(orderItems).length > 0) return [];
  const message =
    'Expected an item to buy, found only items to remove. Send an update_subscription to remove something.';
  return [{ path: 'orderItems', code: 'order_invalid', message }];
}

/** Each bought item without a parent becomes a subscription. */
function rootsOf({ orderItems }: NewOrder): NewOrder['orderItems'] {
  return boughtOf(orderItems).flatMap(({ item }) => (item.parentId === undefined ? [item] : []));
}

function parentProblems(order: NewOrder): readonly ActionProblem[] {
  const roots = new Set(rootsOf(order).map((item) => item.id));
  return boughtOf(order.orderItems).flatMap(({ index, item }) => {
    if (item.parentId === undefined || roots.has(item.parentId)) return [];
    const message = `Expected the id of a bought item without a parent, found ${item.parentId}. Send the item it belongs to.`;
    return [{ path: `orderItems[${index}].parentId`, code: 'order_invalid', message }];
  });
}

/** The add-ons of items with one id would be billed for each of them. */
function idProblems({ orderItems }: NewOrder): readonly ActionProblem[] {
  return orderItems.flatMap(({ id }, index) => {
    const first = orderItems.findIndex((item) => item.id === id);
    if (id === undefined || first === index) return [];
    const message = `Expected an id of its own, found ${id} as in orderItems[${first}]. Give each item another id.`;
    return [{ path: `orderItems[${index}].id`, code: 'item_id_taken', message }];
  });
}
