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

/** A change of a subscription. */
export interface SubscriptionChange {
  readonly orderActions: readonly JsonObject[];
  readonly customFields?: JsonObject | undefined;
  /** The order's payment method. @default the account's own, if the account is on auto-pay */
  readonly paymentMethodId?: string | undefined;
  /** How Zuora bills the order. @default as the options say */
  readonly processingOptions?: JsonObject;
}

/**
 * Changes the subscription that the order names, by one Zuora order, no matter how often it runs.
 *
 * A repeat looks for the Zuora order first. Once that order is placed, the subscription has changed, and reading it again
 * would lead to a different request.
 *
 * @param change returns the change for the current subscription
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

/** Builds the body of "Create an order" for a change, without the number and the processing options. */
export function changeRequest(
  { context }: ZuoraCall,
  order: AnyOrder,
  { accountNumber, subscriptionNumber }: Subscription,
  { customFields, orderActions }: SubscriptionChange,
): JsonObject {
  return definedFields({
    orderDate: orderDay(context),
    existingAccountNumber: accountNumber,
    customFields: orderCustomFields(order, context.options),
    subscriptions: [definedFields({ subscriptionNumber, customFields, orderActions })],
  });
}

/**
 * Returns how Zuora bills a change ("API Reference", Create an order, `processingOptions`).
 *
 * Zuora rejects the whole order if it has to collect a payment and finds no payment method. So this links the order's payment
 * method to the account first, and without one collects only from an account on auto-pay.
 */
async function billingOptions(
  call: ZuoraCall,
  accountNumber: string,
  paymentMethodId: string | undefined,
): Promise<JsonObject> {
  const { applyCredit, collectPayment, runBilling } = call.context.options;
  const billing = { runBilling, ...(applyCredit && runBilling && { applyCredit }) };
  if (!runBilling || !collectPayment) return { ...billing, collectPayment: false };
  const account = await readAccount(call, accountNumber);
  if (paymentMethodId === undefined) return { ...billing, collectPayment: account.autoPay };
  await linkPaymentMethod(call, paymentMethodId, account);
  return { ...billing, collectPayment, electronicPaymentOptions: { paymentMethodId } };
}
