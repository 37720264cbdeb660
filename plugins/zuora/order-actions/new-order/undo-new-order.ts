import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { roundMoney } from '../../../../core/money.ts';
import { pathSegment } from '../../../../core/plugin/path-segment.ts';
import { CalloutNoReply } from '../../../../core/plugin/plugin-http.ts';
import { readAccount } from '../../api/account.ts';
import { previewOrder } from '../../api/preview-order.ts';
import { deleteRecord } from '../../api/record.ts';
import { hasUnrefundedPayment } from '../../api/refunds.ts';
import { orderNumberOf, undoKey } from '../../api/request-names.ts';
import { readSubscription, type Subscription } from '../../api/subscription.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { findOrder, type PlacedOrder, placeOrder } from '../../api/zuora-order.ts';
import { today, triggerDates } from '../../order-fields/days.ts';
import { newOrderSchema } from './new-order-schema.ts';
import { paymentMethodId } from './payment.ts';

const CANCELLED = 'Cancelled';
const WAITING: readonly string[] = ['Pending Activation', 'Pending Acceptance'];

/**
 * Cancels the subscriptions that a new order created, each from its first day by a Zuora order of its own, because Zuora
 * takes one refund amount an order ("API Reference", Create an order, `CancelSubscription`, `refundAmount`).
 *
 * Zuora credits what it billed and refunds what it collected. The account stays, because it costs nothing without a
 * subscription and its invoices must be kept. Zuora cancels active subscriptions only, so if all of them wait for their
 * activation, their order is deleted ("API Reference", Orders, Delete an order).
 *
 * @throws PluginFailed Zuora rejected the order; `refund_failed`: the subscriptions are cancelled but not refunded;
 *   `undo_not_supported`: some subscriptions wait for their activation and others do not
 * @throws PluginTransient Zuora is busy or gave no usable answer; a repeat finds what was already done
 */
export async function cancelCreated(call: ZuoraCall): Promise<void> {
  const created = await findOrder(call, orderNumberOf(call.context.idempotencyKey));
  if (created === undefined) return;
  await undoOrder(call, created).catch((error: unknown) => {
    if (!(error instanceof PluginOutcomeUnknown || error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`The cancellation of the subscriptions is unconfirmed: ${error.message}`, {
      cause: error,
    });
  });
}

async function undoOrder(call: ZuoraCall, created: PlacedOrder): Promise<void> {
  const { log } = call.context;
  const subscriptions: Subscription[] = [];
  for (const number of created.subscriptionNumbers) subscriptions.push(await readSubscription(call, number));
  const waiting = subscriptions.filter(({ status }) => WAITING.includes(status));
  if (waiting.length > 0 && waiting.length === subscriptions.length) {
    const path = `/v1/orders/${pathSegment(created.orderNumber)}`;
    await deleteRecord(call, path, `delete order ${created.orderNumber}`);
    return log.info('Deleted the order, whose subscriptions waited for their activation');
  }
  const missing: string[] = [];
  for (const [position, subscription] of subscriptions.entries()) {
    if (WAITING.includes(subscription.status)) continue;
    const isRefunded = await cancelOne(call, created, subscription, position);
    if (!isRefunded) missing.push(subscription.subscriptionNumber);
  }
  log.info('Cancelled the subscriptions that the order created', {
    subscriptionNumbers: subscriptions.map(({ subscriptionNumber }) => subscriptionNumber),
  });
  if (missing.length > 0) {
    throw new PluginFailed(
      `Zuora cancelled the subscriptions of order ${created.orderNumber}, but did not refund the payment of ${missing.join(', ')}. Refund it in Zuora.`,
      { code: 'refund_failed' },
    );
  }
  if (waiting.length > 0) {
    throw new PluginFailed(
      `Subscription ${waiting.map(({ subscriptionNumber }) => subscriptionNumber).join(', ')} waits for its activation, and Zuora cancels active subscriptions only. Activate and cancel it in Zuora.`,
      { code: 'undo_not_supported' },
    );
  }
}

/** Returns whether everything that was paid for the subscription is refunded. */
async function cancelOne(
  { context, session }: ZuoraCall,
  created: PlacedOrder,
  subscription: Subscription,
  position: number,
): Promise<boolean> {
  // An undo has no later runs, so the attempt decides how many keys it may use.
  const idempotencyKey = undoKey(context.idempotencyKey, position);
  const call: ZuoraCall = { session, context: { ...context, idempotencyKey, run: context.attempt }, isUndo: true };
  const orderNumber = orderNumberOf(idempotencyKey);
  const done = await findOrder(call, orderNumber);
  if (done === undefined && subscription.status === CANCELLED) return true;
  return !(await isRefundMissing(call, created, done ?? (await cancel(call, created, subscription, orderNumber))));
}

/** The answer says whether the refund failed. If the answer was lost, the account's payments and refunds decide. */
async function isRefundMissing(call: ZuoraCall, created: PlacedOrder, undone: PlacedOrder): Promise<boolean> {
  const { createdDate, refunds } = undone;
  if (createdDate === undefined) return (refunds ?? []).some(({ status }) => status === 'Error');
  if (!wasPaid(call)) return false;
  const account = await readAccount(call, created.accountNumber);
  return hasUnrefundedPayment(call, account, created.createdDate ?? '', createdDate);
}

async function cancel(
  call: ZuoraCall,
  { accountNumber }: PlacedOrder,
  { contractEffectiveDate, subscriptionNumber }: Subscription,
  orderNumber: string,
): Promise<PlacedOrder> {
  const from = contractEffectiveDate ?? today(call.context);
  const cancelSubscription = { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: from };
  const orderActions = [{ type: 'CancelSubscription', triggerDates: triggerDates(from), cancelSubscription }];
  const json = {
    orderDate: from,
    existingAccountNumber: accountNumber,
    subscriptions: [{ subscriptionNumber, orderActions }],
  };
  return placeOrder(call, { orderNumber, ...json, processingOptions: await refundOptions(call, json) });
}

/** Whether the order made Zuora collect a payment. */
function wasPaid({ context: { options, order } }: ZuoraCall): boolean {
  const { collectPayment, runBilling } = options;
  return collectPayment && runBilling && paymentMethodId(newOrderSchema.parse(order), options) !== undefined;
}

/** Refunds only what the order itself collected. */
async function refundOptions(call: ZuoraCall, json: JsonObject): Promise<JsonObject> {
  const { runBilling } = call.context.options;
  if (!wasPaid(call)) return { runBilling, collectPayment: false };
  const { billed, credited } = await previewOrder(call, json, today(call.context));
  const refundAmount = roundMoney(credited - billed, undefined);
  return { runBilling, collectPayment: false, ...(refundAmount > 0 && { refund: true, refundAmount }) };
}
