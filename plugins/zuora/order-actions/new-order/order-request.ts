import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../../core/json.ts';
import { boughtOf, waitsForActivation } from '../../../../core/order/order-items.ts';
import { definedFields } from '../../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../../options.ts';
import { billingOptions, objects } from '../../order-fields/billing-day.ts';
import { triggerDates } from '../../order-fields/days.ts';
import { discountPlan } from '../../order-fields/discount.ts';
import { orderCustomFields, sourcedCustomFields, subscriptionCustomFields } from '../../order-fields/mapped-fields.ts';
import { electronicPayment } from '../../order-fields/payment-gateway.ts';
import { ratePlansOf } from '../../order-fields/rate-plans.ts';
import { newTerms } from '../../order-fields/subscription-terms.ts';
import { currencyOf, newAccountFields } from './new-account.ts';
import { type NewOrder, type OrderItem, purchasesOf } from './new-order-schema.ts';
import { paymentMethodId } from './payment.ts';

/** What an order request depends on besides the parsed order. */
export interface OrderRequestContext {
  readonly options: ZuoraOptions;
  /** The order as received. */
  readonly order: JsonObject;
  readonly idempotencyKey: string;
  readonly orderNumber: string;
  /** The account that the order names; `undefined` for a new one. */
  readonly existingAccountNumber: string | undefined;
  /** The account in the CRM, if an earlier step found it. */
  readonly crmId: string | undefined;
  /** The number that the order gives to its first subscription, if any. */
  readonly firstNumber: string | undefined;
  /** The day on which the order was placed, `yyyy-mm-dd`. */
  readonly orderDate: string;
}

/**
 * Builds the body of "Create an order" for a new order ("API Reference", Orders, Create an order).
 *
 * Each item without a parent becomes a subscription. Its add-ons, and items that have it as parent, become rate plans of that
 * subscription. One request creates all of them, and Zuora rolls back the whole request if any part fails. Removed items are
 * left out. The number of the first subscription is the order's, if it gives one; all other numbers are derived
 * from the idempotency key.
 */
export function orderRequest(
  order: NewOrder,
  context: OrderRequestContext,
): JsonObject & { readonly orderNumber: string } {
  const { existingAccountNumber: existing, options, orderDate, orderNumber } = context;
  const items = boughtOf(order.orderItems);
  const roots = items.filter(({ item }) => item.parentId === undefined);
  const discount = discountPlan(order.orderDiscount, options);
  const fields = definedFields({
    orderDate,
    existingAccountNumber: existing,
    newAccount: existing === undefined ? newAccountFields(order, context) : undefined,
    customFields: orderCustomFields(order, context),
    subscriptions: roots.map(({ item, index }, position) => {
      const parts = items.filter((part) => part.index === index || part.item.parentId === (item.id ?? null));
      const purchases = parts.flatMap((part) => purchasesOf(part.item, part.index));
      const given = position === 0 ? context.firstNumber : undefined;
      return definedFields({
        customFields: subscriptionCustomFields({ offerPath: item.offer?.path, tracking: order.tracking }, context),
        orderActions: [
          {
            type: 'CreateSubscription',
            triggerDates: startDates(item, orderDate, options),
            createSubscription: definedFields({
              subscriptionNumber: given ?? subscriptionNumber(context.idempotencyKey, item.id ?? `${index}`),
              invoiceSeparately: options.invoiceSeparately,
              terms: newTerms(item.offer, order.autoRenew ?? options.autoRenew, options),
              currency: options.multipleCurrencies ? currencyOf(order) : undefined,
              subscribeToRatePlans: [
                ...purchases.flatMap((purchase) =>
                  ratePlansOf(purchase, options, sourcedCustomFields('ratePlan', context)),
                ),
                ...(discount === undefined ? [] : [discount]),
              ],
            }),
          },
        ],
      });
    }),
  });
  return { orderNumber, ...fields, processingOptions: processingOptions(fields, order, context) };
}

/** A pending subscription has neither a ServiceActivation nor a CustomerAcceptance date. */
function startDates(item: OrderItem, day: string, options: ZuoraOptions): readonly JsonObject[] {
  return waitsForActivation(item, options.serviceActivationAttribute)
    ? triggerDates(day).slice(0, 1)
    : triggerDates(day);
}

/** Returns an order whose waiting subscriptions start on its day, to preview what their activation will bill. */
export function activatedRequest({ subscriptions = [], ...request }: JsonObject): JsonObject {
  const day = typeof request.orderDate === 'string' ? request.orderDate : '';
  const activated = objects(subscriptions).map(({ orderActions = [], ...subscription }) => ({
    ...subscription,
    orderActions: objects(orderActions).map((action) => ({ ...action, triggerDates: triggerDates(day) })),
  }));
  return { ...request, subscriptions: activated };
}

function processingOptions(json: JsonObject, order: NewOrder, context: OrderRequestContext): JsonObject {
  const { existingAccountNumber, options } = context;
  const method = options.runBilling ? paymentMethodId(order, options) : undefined;
  const isExisting = existingAccountNumber !== undefined && method !== undefined;
  return definedFields({
    runBilling: options.runBilling,
    ...billingOptions(json, options),
    collectPayment: options.collectPayment && method !== undefined,
    electronicPaymentOptions: isExisting ? electronicPayment(method, order.payment, options) : undefined,
  });
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LENGTH = 12;

/**
 * Returns the number of a subscription: 12 digits and capital letters, always the same for the same item of the same step.
 *
 * Subscription numbers are unique in Zuora, so a repeated order cannot create a second subscription.
 */
export function subscriptionNumber(idempotencyKey: string, itemKey: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([idempotencyKey, itemKey]))
    .digest('hex');
  const number = BigInt(`0x${digest}`);
  const digits = Array.from({ length: LENGTH }, (_, place) => {
    const digit = (number / BigInt(ALPHABET.length) ** BigInt(place)) % BigInt(ALPHABET.length);
    return ALPHABET.charAt(Number(digit));
  });
  return digits.join('');
}
