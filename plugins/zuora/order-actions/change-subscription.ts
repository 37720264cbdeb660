import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { readAccount } from '../api/account.ts';
import { linkPaymentMethod } from '../api/link-payment-method.ts';
import { orderNumberOf } from '../api/request-names.ts';
import type { Subscription } from '../api/subscription.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { findOrder, orderResult, placeOrder } from '../api/zuora-order.ts';
import { orderDay } from '../order-fields/days.ts';
import type { AnyOrder } from '../order-fields/field-schemas.ts';
import { orderCustomFields } from '../order-fields/mapped-fields.ts';
import { readTarget } from './read-target.ts';

/** What an order does to a subscription. */
export interface SubscriptionChange {
  readonly orderActions: readonly JsonObject[];
  readonly customFields?: JsonObject | undefined;
  /** The payment method that the order pays with; without one the account's own is used, if it is on auto-pay. */
  readonly paymentMethodId?: string | undefined;
  /** How the order is billed, when the options do not decide it. */
  readonly processingOptions?: JsonObject;
}

/**
 * Changes the subscription that the order names by one Zuora order, once, however often it is run.
 *
 * A repeat looks for the order first: once it is placed, the subscription no longer looks as it did when the request was
 * made, and reading it again would give another request.
 *
 * @param change what is to be done, from the subscription as it is
 */
export async function changeSubscription(
  call: ZuoraCall,
  order: AnyOrder,
  change: (subscription: Subscription) => SubscriptionChange | Promise<SubscriptionChange>,
): Promise<PluginResult> {
  const { context } = call;
  const orderNumber = orderNumberOf(context.idempotencyKey);
  const placed = context.attempt > 1 ? await findOrder(call, orderNumber) : undefined;
  if (placed !== undefined) return orderResult(placed);
  const subscription = await readTarget(call);
  const changes = await change(subscription);
  const { accountNumber } = subscription;
  const processingOptions =
    changes.processingOptions ?? (await billingOptions(call, accountNumber, changes.paymentMethodId));
  const json = changeRequest(call, order, subscription, changes);
  return orderResult(await placeOrder(call, { orderNumber, ...json, processingOptions }));
}

/** The body of "Create an order" for a change, without its number and processing options. */
export function changeRequest(
  { context }: ZuoraCall,
  order: AnyOrder,
  { accountNumber, subscriptionNumber }: Subscription,
  { customFields, orderActions }: SubscriptionChange,
): JsonObject {
  return definedFields({
    orderDate: orderDay(order.orderDate, context),
    existingAccountNumber: accountNumber,
    customFields: orderCustomFields(order, context.options),
    subscriptions: [definedFields({ subscriptionNumber, customFields, orderActions })],
  });
}

/**
 * How a change is billed ("API Reference", Create an order, `processingOptions`).
 *
 * A payment is collected by the method that the order names, which is linked to the account first, else only from an
 * account on auto-pay: Zuora refuses the whole order when it is to collect and finds no payment method.
 */
export async function billingOptions(
  call: ZuoraCall,
  accountNumber: string,
  paymentMethodId: string | undefined,
): Promise<JsonObject> {
  const { collectPayment, runBilling } = call.context.options;
  if (!runBilling || !collectPayment) return { runBilling, collectPayment: false };
  const account = await readAccount(call, accountNumber);
  if (paymentMethodId === undefined) return { runBilling, collectPayment: account.autoPay };
  await linkPaymentMethod(call, paymentMethodId, account);
  return { runBilling, collectPayment, electronicPaymentOptions: { paymentMethodId } };
}
