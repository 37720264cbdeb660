import * as z from 'zod';
import type { JsonObject } from '../../../core/json.ts';
import { roundMoney } from '../../../core/money.ts';
import { definedFields } from '../../kit/defined-fields.ts';
import { checkOrder } from '../../kit/order-actions.ts';
import { previewOrder } from '../api/preview-order.ts';
import type { Subscription } from '../api/subscription.ts';
import type { ZuoraCall } from '../api/zuora-call.ts';
import type { ZuoraOptions } from '../options.ts';
import { chosenDay, orderDay, today, triggerDates } from '../order-fields/days.ts';
import { anyOrder } from '../order-fields/field-schemas.ts';
import { refundReasonCode, subscriptionCustomFields } from '../order-fields/mapped-fields.ts';
import { targetProblems } from '../order-fields/order-target.ts';
import { changeRequest, changeSubscription, type SubscriptionChange } from './change-subscription.ts';
import type { OrderAction } from './order-action.ts';
import { type OrderFacts, probeOrder } from './placed-result.ts';
import { readTarget } from './read-target.ts';

const schema = z.object(anyOrder);
type Cancellation = z.output<typeof schema>;

/**
 * Cancels a subscription ("API Reference", Create an order, `CancelSubscription`).
 *
 * Ends the subscription on the day written in the order's `cancelDate`, whatever its offset from UTC, or else by the option
 * `cancellationPolicy`. Output: the day as `endsOn`. Stores the reason in `CancellationReason__c` if the Zuora tenant has that field. Collects no payment.
 * With `refundOnCancel` it previews the cancellation, and refunds the credit if there would be one ("Knowledge Center",
 * Subscription cancelation with a refund using the REST API). A failed refund does not stop the cancellation: the refund's
 * status is in `refunds` of the output.
 */
export const cancelSubscription: OrderAction = {
  problems: (order) => [...checkOrder(schema, order), ...targetProblems(order)],
  async run(call) {
    const { context } = call;
    const order = schema.parse(context.order);
    const result = await changeSubscription(call, order, factsOf(call), async (subscription) => {
      const change = cancellation(call, order, subscription);
      const refund = context.options.refundOnCancel ? await refundOptions(call, order, subscription, change) : {};
      const processingOptions = { runBilling: context.options.runBilling, collectPayment: false, ...refund };
      return { ...change, processingOptions };
    });
    const { refunds } = result.output;
    if (refunds !== undefined) context.log.info('Zuora refunded the credit of the cancellation', { refunds });
    return result;
  },
  probe: (call) => probeOrder(call, factsOf(call)),
};

/** The day on which the subscription ends, whatever the policy: Zuora shows it as the end of the cancelled subscription. */
function factsOf(call: ZuoraCall): OrderFacts {
  return {
    async dates() {
      const { subscriptionEndDate } = await readTarget(call);
      return definedFields({ endsOn: subscriptionEndDate ?? undefined });
    },
  };
}

function cancellation({ context }: ZuoraCall, order: Cancellation, subscription: Subscription): SubscriptionChange {
  return {
    orderActions: [
      {
        type: 'CancelSubscription',
        triggerDates: triggerDates(orderDay(context)),
        cancelSubscription: policyOf(chosenDay(context), subscription, context.options),
      },
    ],
    customFields: subscriptionCustomFields(
      { cancellationReason: order.data?.reason?.id, tracking: order.tracking },
      context,
    ),
  };
}

/** An evergreen subscription has no term, so it ends with the last invoiced period. */
function policyOf(endsOn: string | undefined, { termType }: Subscription, options: ZuoraOptions): JsonObject {
  if (endsOn !== undefined) {
    return { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: endsOn };
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
  const targetDate = chosenDay(call.context) ?? subscription.termEndDate ?? today(call.context);
  const request = changeRequest(call, order, subscription, change);
  const { billed, credited } = await previewOrder(call, request, targetDate);
  const amount = roundMoney(credited - billed, undefined);
  if (amount <= 0) return {};
  const reason = refundReasonCode(order, call.context.options);
  return definedFields({
    runBilling: true,
    billingOptions: { targetDate },
    refund: true,
    refundAmount: amount,
    refundReasonCode: reason,
  });
}
