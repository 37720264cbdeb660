import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { previewOrder } from '../api/preview-order.ts';
import type { Subscription } from '../api/subscription.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import type { ZuoraOptions } from '../options.ts';
import { chosenDay, orderDay, triggerDates, writtenDay } from '../order-fields/days.ts';
import { anyOrder, date } from '../order-fields/field-schemas.ts';
import { reasonCodeOf, subscriptionCustomFields } from '../order-fields/mapped-fields.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { changeRequest, changeSubscription, type SubscriptionChange } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';

const schema = z.object({ ...anyOrder, cancelDate: date });
type Cancellation = z.output<typeof schema>;

/**
 * Cancels a subscription ("API Reference", Create an order, `CancelSubscription`).
 *
 * On the day that the order's `cancelDate` writes, whatever its offset from UTC, else by the option `cancellationPolicy`.
 * The reason goes to `CancellationReason__c`, where the tenant has that field. Nothing is collected. With `refundOnCancel`
 * the cancellation is previewed, and only when the customer would be left with a credit is it refunded ("Knowledge Center",
 * Subscription cancelation with a refund using the REST API). A refund that fails does not stop the cancellation: its
 * status is in the output's `refunds`.
 */
export const cancelSubscription: OrderAction = {
  problems: (order) => [...checkOrder(schema, order, () => []), ...targetProblems(order)],
  async run(call) {
    const { context } = call;
    const order = schema.parse(context.order);
    const result = await changeSubscription(call, order, async (subscription) => {
      const change = cancellation(call, order, subscription);
      const refund = context.options.refundOnCancel ? await refundOptions(call, order, subscription, change) : {};
      const processingOptions = { runBilling: context.options.runBilling, collectPayment: false, ...refund };
      return { ...change, processingOptions };
    });
    const { refunds } = result.output;
    if (refunds !== undefined) context.log.info('Zuora refunded what was paid for too long', { refunds });
    return result;
  },
};

function cancellation({ context }: ZuoraCall, order: Cancellation, subscription: Subscription): SubscriptionChange {
  return {
    orderActions: [
      {
        type: 'CancelSubscription',
        triggerDates: triggerDates(orderDay(order.orderDate, context)),
        cancelSubscription: policyOf(order, subscription, context.options),
      },
    ],
    customFields: subscriptionCustomFields(
      { cancellationReason: order.data?.reason?.id, tracking: order.tracking },
      context.options,
    ),
  };
}

/** An evergreen subscription has no term to end with: the last invoiced period takes its place. */
function policyOf({ cancelDate }: Cancellation, { termType }: Subscription, options: ZuoraOptions): JsonObject {
  if (cancelDate !== undefined) {
    return { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: writtenDay(cancelDate) };
  }
  const evergreen = termType === 'EVERGREEN';
  return { cancellationPolicy: evergreen ? 'EndOfLastInvoicePeriod' : options.cancellationPolicy };
}

async function refundOptions(
  call: ZuoraCall,
  order: Cancellation,
  subscription: Subscription,
  change: SubscriptionChange,
): Promise<JsonObject> {
  const end = order.cancelDate ?? subscription.termEndDate ?? undefined;
  const request = changeRequest(call, order, subscription, change);
  const amount = await previewOrder(call, request, chosenDay(end, undefined, call.context));
  if (amount >= 0) return {};
  const refundReasonCode = reasonCodeOf(order, call.context.options);
  return definedFields({ runBilling: true, refund: true, refundAmount: -amount, refundReasonCode });
}
