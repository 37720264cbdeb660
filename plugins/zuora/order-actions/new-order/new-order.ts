import type { JsonObject } from '../../../../core/json.ts';
import { boughtOf, waitsForActivation } from '../../../../core/order/order-items.ts';
import { giftStageOf } from '../../../../core/order/order-receiver.ts';
import { namedSubscription } from '../../../../core/order/order-subscription.ts';
import { parsedOrder } from '../../../kit/parsed-order.ts';
import { type Account, readAccount, updateAccount } from '../../api/account.ts';
import { orderNumberOf } from '../../api/request-names.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { findOrder, placeOrder } from '../../api/zuora-order.ts';
import { orderDay } from '../../order-fields/days.ts';
import { namedAccount } from '../../order-fields/order-target.ts';
import { checkPrice } from '../../price/check-price.ts';
import { orderAmount } from '../../price/order-amount.ts';
import type { OrderAction } from '../order-action.ts';
import { type OrderFacts, placedResult, probeOrder } from '../placed-result.ts';
import { readAccountInCurrency } from '../read-target.ts';
import { requireOwner } from '../require-owner.ts';
import { currencyOf } from './new-account.ts';
import { newOrderProblems } from './new-order-problems.ts';
import { type NewOrder, newOrderSchema } from './new-order-schema.ts';
import { activatedRequest, orderRequest } from './order-request.ts';
import { paymentMethodId } from './payment.ts';

/**
 * Creates the subscriptions of a new order, once, no matter how often it runs.
 *
 * Zuora places and collects an order in the currency of its account. If the order names an account, this reads the account
 * first, and an order in another currency fails with `currency_mismatch`, unless the option `multipleCurrencies` is set. An
 * order without a currency uses the account's. Before anything is created, the price is checked as the option `price` says.
 *
 * Output: `accountNumber`, `orderNumber`, `status`, `subscriptionNumbers` and the first of them as `subscriptionNumber`,
 * `effectiveDate` unless a subscription waits for its activation, and the amounts that Zuora billed.
 *
 * @throws PluginDeclined `owner_mismatch`, `price_mismatch`
 */
export const newOrder: OrderAction = {
  problems: newOrderProblems,
  async run(call) {
    const { context } = call;
    const order = parsedOrder(newOrderSchema, context.order);
    const existingAccountNumber = namedAccount(context.order, context.options);
    const account = await existingAccount(call, order, existingAccountNumber);
    const crmId = context.results[context.options.salesforceStep]?.crmId;
    const json = orderRequest(order, {
      options: context.options,
      order: context.order,
      idempotencyKey: context.idempotencyKey,
      orderNumber: orderNumberOf(context.idempotencyKey),
      existingAccountNumber,
      crmId: typeof crmId === 'string' ? crmId : undefined,
      firstNumber: namedSubscription(context.order)?.newNumber,
      orderDate: orderDay(context),
    });
    const currency = currencyOf(order) ?? account?.currency;
    // A repeat must not preview what an earlier attempt may have created: its numbers are taken then.
    const known = context.attempt > 1 ? await findOrder(call, json.orderNumber) : undefined;
    const facts = factsOf(call);
    const request = facts.isWaiting ? activatedRequest(json) : json;
    const previewed =
      known === undefined ? await checkPrice(call, { json: request, amount: facts.amount, currency }) : undefined;
    const placed = await placeOrder(call, json);
    if (account !== undefined) await makeDefault(call, order, account);
    return placedResult(call, placed, { ...facts, previewed });
  },
  async probe(call) {
    const found = await probeOrder(call, factsOf(call));
    if (found.applied !== true) return found;
    const notices = await defaultNotices(call, parsedOrder(newOrderSchema, call.context.order));
    return notices.length === 0 ? found : { applied: true, output: { ...found.output, notices: [...notices] } };
  },
  async undo(call) {
    // Few orders are undone: a cold start does not load it.
    const { cancelCreated } = await import('./undo-new-order.ts');
    await cancelCreated(call);
  },
};

async function existingAccount(
  call: ZuoraCall,
  order: NewOrder,
  accountNumber: string | undefined,
): Promise<Account | undefined> {
  const { makePaymentMethodDefault, multipleCurrencies, ownerCheck } = call.context.options;
  const currency = currencyOf(order);
  const isRead = currency !== undefined || makePaymentMethodDefault || ownerCheck.length > 0;
  if (accountNumber === undefined || !isRead) return undefined;
  const account =
    currency === undefined || multipleCurrencies
      ? await readAccount(call, accountNumber)
      : await readAccountInCurrency(call, accountNumber, currency);
  requireOwner(call, account);
  return account;
}

/** Makes the payment method of an order the account's default, if the options say so. Doing it again changes nothing. */
async function makeDefault(call: ZuoraCall, order: NewOrder, { accountNumber }: Account): Promise<void> {
  const { options } = call.context;
  const method = paymentMethodId(order, options);
  if (!options.makePaymentMethodDefault || method === undefined) return;
  await updateAccount(call, accountNumber, { defaultPaymentMethodId: method, autoPay: true });
}

/** The order was placed, but its answer was lost, and the step ended before it made the payment method the default. */
async function defaultNotices(call: ZuoraCall, order: NewOrder): Promise<readonly JsonObject[]> {
  const { options } = call.context;
  const method = paymentMethodId(order, options);
  const accountNumber = namedAccount(call.context.order, options);
  if (!options.makePaymentMethodDefault || method === undefined || accountNumber === undefined) return [];
  const { defaultPaymentMethodId } = await readAccount(call, accountNumber);
  if (defaultPaymentMethodId === method) return [];
  const message = `The order is placed, but its payment method ${method} is not the default of account ${accountNumber}. Make it the default in Zuora.`;
  return [{ code: 'payment_method_not_default', message }];
}

function factsOf({ context }: ZuoraCall): OrderFacts {
  const { options } = context;
  const order = parsedOrder(newOrderSchema, context.order);
  const bought = boughtOf(order.orderItems).map(({ item }) => item);
  const isWaiting = bought.some((item) => waitsForActivation(item, options.serviceActivationAttribute));
  const priced = bought.flatMap((item) => [
    item,
    ...boughtOf(item.addOns ?? []).flatMap(({ item: addOn }) => (addOn.price?.amount ? [addOn] : [])),
  ]);
  return {
    // Who redeems a gift pays nothing: the price was checked when it was bought.
    amount: giftStageOf(order) === 'redemption' ? undefined : orderAmount(order.total, priced),
    isWaiting,
    dates: () => (isWaiting ? {} : { effectiveDate: orderDay(context) }),
  };
}
