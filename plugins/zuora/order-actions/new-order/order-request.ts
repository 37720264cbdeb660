import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../../core/json.ts';
import { boughtOf, waitsForActivation } from '../../../../core/order/order-items.ts';
import { definedFields } from '../../../kit/defined-fields.ts';
import type { ZuoraOptions } from '../../options.ts';
import { triggerDates } from '../../order-fields/days.ts';
import { orderCustomFields, subscriptionCustomFields } from '../../order-fields/mapped-fields.ts';
import { ratePlansOf } from '../../order-fields/rate-plans.ts';
import { newTerms } from '../../order-fields/subscription-terms.ts';
import { newAccountFields } from './new-account.ts';
import { type NewOrder, type OrderItem, purchasesOf } from './new-order-schema.ts';
import { paymentMethodId } from './payment.ts';

/** What an order request depends on besides the order. */
export interface OrderRequestContext {
  readonly options: ZuoraOptions;
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
  const fields = definedFields({
    orderDate,
    existingAccountNumber: existing,
    newAccount: existing === undefined ? newAccountFields(order, options, context.crmId) : undefined,
    customFields: orderCustomFields(order, options),
    subscriptions: roots.map(({ item, index }, position) => {
      const parts = items.filter((part) => part.index === index || part.item.parentId === (item.id ?? null));
      const purchases = parts.flatMap((part) => purchasesOf(part.item, part.index));
      const given = position === 0 ? context.firstNumber : undefined;
      return definedFields({
        customFields: subscriptionCustomFields({ offerPath: item.offer?.path, tracking: order.tracking }, options),
        orderActions: [
          {
            type: 'CreateSubscription',
            triggerDates: startDates(item, orderDate, options),
            createSubscription: {
              subscriptionNumber: given ?? subscriptionNumber(context.idempotencyKey, item.id ?? `${index}`),
              invoiceSeparately: options.invoiceSeparately,
              terms: newTerms(item.offer, order.autoRenew ?? options.autoRenew, options),
              subscribeToRatePlans: purchases.flatMap((purchase) => ratePlansOf(purchase, options)),
            },
          },
        ],
      });
    }),
    processingOptions: processingOptions(order, options, existing !== undefined),
  });
  return { orderNumber, ...fields };
}

/** A pending subscription has neither a ServiceActivation nor a CustomerAcceptance date. */
function startDates(item: OrderItem, day: string, options: ZuoraOptions): readonly JsonObject[] {
  return waitsForActivation(item, options.serviceActivationAttribute)
    ? triggerDates(day).slice(0, 1)
    : triggerDates(day);
}

function processingOptions(order: NewOrder, options: ZuoraOptions, accountExists: boolean): JsonObject {
  const paymentMethod = paymentMethodId(order, options);
  const canCollect = paymentMethod !== undefined && options.runBilling;
  return definedFields({
    runBilling: options.runBilling,
    collectPayment: options.collectPayment && canCollect,
    electronicPaymentOptions: accountExists && canCollect ? { paymentMethodId: paymentMethod } : undefined,
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
