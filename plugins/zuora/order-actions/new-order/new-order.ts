import type { JsonObject } from '../../../../core/json.ts';
import { boughtOf } from '../../../../core/order/order-items.ts';
import { namedSubscription } from '../../../../core/order/order-subscription.ts';
import { type ActionProblem, checkOrder } from '../../../kit/order-actions.ts';
import { orderNumberOf } from '../../api/request-names.ts';
import { orderResult, placeOrder, probeOrder } from '../../api/zuora-order.ts';
import type { ZuoraOptions } from '../../options.ts';
import { orderDay } from '../../order-fields/days.ts';
import { namedAccount, targetProblems } from '../../order-fields/order-target.ts';
import { ratePlanProblems } from '../../order-fields/rate-plans.ts';
import type { OrderAction } from '../order-action.ts';
import { readAccountInCurrency } from '../read-target.ts';
import { currencyOf } from './new-account.ts';
import { newAccountProblems } from './new-account-problems.ts';
import { type NewOrder, newOrderSchema, purchasesOf } from './new-order-schema.ts';
import { orderRequest } from './order-request.ts';
import { paymentProblems } from './payment.ts';

/**
 * Creates the subscriptions of a new order, once, no matter how often it runs.
 *
 * Zuora places and collects an order in the currency of its account. If the order names an account, this reads the account
 * first, and an order in another currency fails with `currency_mismatch`. An order without a currency uses the account's.
 *
 * Output: `accountNumber`, `orderNumber`, `status`, `subscriptionNumbers` and the first of them as `subscriptionNumber`.
 */
export const newOrder: OrderAction = {
  problems,
  async run(call) {
    const { context } = call;
    const order = newOrderSchema.parse(context.order);
    const existingAccountNumber = namedAccount(context.order, context.options);
    const currency = currencyOf(order);
    if (existingAccountNumber !== undefined && currency !== undefined) {
      await readAccountInCurrency(call, existingAccountNumber, currency);
    }
    const crmId = context.results[context.options.salesforceStep]?.crmId;
    const json = orderRequest(order, {
      options: context.options,
      idempotencyKey: context.idempotencyKey,
      orderNumber: orderNumberOf(context.idempotencyKey),
      existingAccountNumber,
      crmId: typeof crmId === 'string' ? crmId : undefined,
      firstNumber: namedSubscription(context.order)?.newNumber,
      orderDate: orderDay(context),
    });
    return orderResult(await placeOrder(call, json));
  },
  probe: probeOrder,
  async undo(call) {
    // Few orders are undone: a cold start does not load it.
    const { cancelCreated } = await import('./undo-new-order.ts');
    await cancelCreated(call);
  },
};

function problems(order: JsonObject, options: ZuoraOptions): readonly ActionProblem[] {
  return checkOrder(newOrderSchema, order, (parsed) => [
    ...boughtOf(parsed.orderItems)
      .flatMap(({ index, item }) => purchasesOf(item, index))
      .flatMap((purchase) => ratePlanProblems(purchase, options)),
    ...nothingBought(parsed),
    ...parentProblems(parsed),
    ...notSupported(parsed),
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

function parentProblems({ orderItems }: NewOrder): readonly ActionProblem[] {
  const bought = boughtOf(orderItems);
  const roots = new Set(bought.filter(({ item }) => item.parentId === undefined).map(({ item }) => item.id));
  return bought.flatMap(({ index, item }) => {
    if (item.parentId === undefined || roots.has(item.parentId)) return [];
    const message = `Expected the id of a bought item without a parent, found ${item.parentId}. Send the item it belongs to.`;
    return [{ path: `orderItems[${index}].parentId`, code: 'order_invalid', message }];
  });
}

function notSupported({ orderDiscount }: NewOrder): readonly ActionProblem[] {
  const discount =
    'Expected prices without a discount, found one. Map an offer that includes the discount, or use another step.';
  return orderDiscount ? [{ path: 'orderDiscount', code: 'discount_not_supported', message: discount }] : [];
}
