import type { JsonObject } from '../../../core/json.ts';
import type { PluginResult } from '../../../core/plugin/define-plugin.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { type Account, readAccount } from '../api/account.ts';
import { linkPaymentMethod } from '../api/link-payment-method.ts';
import { orderNumberOf } from '../api/request-names.ts';
import type { Subscription } from '../api/subscription.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import { findOrder, placeOrder } from '../api/zuora-order.ts';
import { billingOptions } from '../order-fields/billing-day.ts';
import { orderDay } from '../order-fields/days.ts';
import type { AnyOrder, Payment } from '../order-fields/field-schemas.ts';
import { orderCustomFields } from '../order-fields/mapped-fields.ts';
import { electronicPayment } from '../order-fields/payment-gateway.ts';
import { checkPrice } from '../price/check-price.ts';
import { type OrderFacts, placedResult } from './placed-result.ts';
import { readTarget } from './read-target.ts';
import { requireOwner } from './require-owner.ts';

/** A change of a subscription. */
export interface SubscriptionChange {
  readonly orderActions: readonly JsonObject[];
  readonly customFields?: JsonObject | undefined;
  /** The order's payment. @default the account's own payment method, if the account is on auto-pay */
  readonly payment?: Payment;
  /** How Zuora bills the order. @default as the options say */
  readonly processingOptions?: JsonObject;
  /** A day on which the change takes effect and that its actions do not name, such as the first of a renewed term. */
  readonly later?: string | undefined;
}

/** Returns the change for the current subscription. */
export type PlanChange = (subscription: Subscription) => SubscriptionChange | Promise<SubscriptionChange>;

/**
 * Changes the subscription that the order names, by one Zuora order, no matter how often it runs.
 *
 * A repeat looks for the Zuora order first. Once that order is placed, the subscription has changed, and reading it again
 * would lead to a different request.
 *
 * @throws PluginDeclined `owner_mismatch`, `price_mismatch`, before anything is changed
 */
export async function changeSubscription(
  call: ZuoraCall,
  order: AnyOrder,
  facts: OrderFacts,
  change: PlanChange,
): Promise<PluginResult> {
  const { context } = call;
  const orderNumber = orderNumberOf(context.idempotencyKey);
  const found = context.attempt > 1 ? await findOrder(call, orderNumber) : undefined;
  if (found !== undefined) return placedResult(call, found, facts);
  const subscription = await readTarget(call);
  const { amount } = facts;
  // Only an order that names an amount needs the currency of its account.
  const needsAccount = amount !== undefined || context.options.ownerCheck.length > 0;
  const account = needsAccount ? await readAccount(call, subscription.accountNumber) : undefined;
  if (account !== undefined) requireOwner(call, account);
  const changes = await change(subscription);
  const json = changeRequest(call, order, subscription, changes);
  const previewed = await checkPrice(call, { json, amount, currency: account?.currency, later: changes.later });
  const processingOptions = changes.processingOptions ?? (await billing(call, json, subscription, changes, account));
  const placed = await placeOrder(call, { orderNumber, ...json, processingOptions });
  return placedResult(call, placed, { ...facts, previewed });
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
    customFields: orderCustomFields(order, context),
    subscriptions: [definedFields({ subscriptionNumber, customFields, orderActions })],
  });
}

/**
 * Returns how Zuora bills a change ("API Reference", Create an order, `processingOptions`).
 *
 * Zuora rejects the whole order if it has to collect a payment and finds no payment method. So this links the order's payment
 * method to the account first, and without one collects only from an account on auto-pay.
 */
async function billing(
  call: ZuoraCall,
  json: JsonObject,
  { accountNumber }: Subscription,
  { later, payment }: SubscriptionChange,
  known: Account | undefined,
): Promise<JsonObject> {
  const { options } = call.context;
  const { applyCredit, collectPayment, runBilling } = options;
  const billed = {
    runBilling,
    ...billingOptions(json, options, later),
    ...(applyCredit && runBilling && { applyCredit }),
  };
  if (!runBilling || !collectPayment) return { ...billed, collectPayment: false };
  const account = known ?? (await readAccount(call, accountNumber));
  const paymentMethodId = payment?.zuora?.refId;
  if (paymentMethodId === undefined) return { ...billed, collectPayment: account.autoPay };
  await linkPaymentMethod(call, paymentMethodId, account);
  return { ...billed, collectPayment, electronicPaymentOptions: electronicPayment(paymentMethodId, payment, options) };
}
