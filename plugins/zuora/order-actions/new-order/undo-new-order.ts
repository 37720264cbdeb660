import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { CalloutNoReply } from '../../../../core/plugin/plugin-http.ts';
import { readAccount } from '../../api/account.ts';
import { previewOrder } from '../../api/preview-order.ts';
import { hasUnrefundedPayment } from '../../api/refunds.ts';
import { orderNumberOf, undoKey } from '../../api/request-names.ts';
import { readSubscription, type Subscription } from '../../api/subscription.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { findOrder, type PlacedOrder, placeOrder } from '../../api/zuora-order.ts';
import { today, triggerDates } from '../../order-fields/days.ts';
import { newOrderSchema } from './new-order-schema.ts';
import { paymentMethodId } from './payment.ts';

const CANCELLED = 'Cancelled';

/**
 * Cancels the subscriptions that a new order created, each from its first day, by one Zuora order ("API Reference", Create
 * an order, `CancelSubscription`).
 *
 * Zuora credits what it billed and refunds what it collected. The account stays, because it costs nothing without a
 * subscription and its invoices must be kept.
 *
 * @throws PluginFailed Zuora rejected the order, or `refund_failed`: the subscriptions are cancelled but not refunded
 * @throws PluginTransient Zuora is busy or gave no usable answer; a repeat finds what was already done
 */
export async function cancelCreated({ context, session }: ZuoraCall): Promise<void> {
  const created = await findOrder({ context, session }, orderNumberOf(context.idempotencyKey));
  if (created === undefined) return;
  // An undo has no later runs, so the attempt decides how many keys it may use.
  const idempotencyKey = undoKey(context.idempotencyKey);
  const call: ZuoraCall = { session, context: { ...context, idempotencyKey, run: context.attempt }, isUndo: true };
  const undone = await cancelOnce(call, created).catch((error: unknown) => {
    if (!(error instanceof PluginOutcomeUnknown || error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`The cancellation of the subscriptions is unconfirmed: ${error.message}`, {
      cause: error,
    });
  });
  context.log.info('Cancelled the subscriptions that the order created', {
    subscriptionNumbers: [...created.subscriptionNumbers],
  });
  if (undone === undefined || !(await isRefundMissing(call, created, undone))) return;
  throw new PluginFailed(
    `Zuora cancelled the subscriptions of order ${created.orderNumber}, but did not refund the payment. Refund it in Zuora.`,
    { code: 'refund_failed' },
  );
}

/** The answer says whether the refund failed. If the answer was lost, the account's payments and refunds decide. */
async function isRefundMissing(call: ZuoraCall, created: PlacedOrder, undone: PlacedOrder): Promise<boolean> {
  const { createdDate, refunds = [] } = undone;
  if (createdDate === undefined) return refunds.some(({ status }) => status === 'Error');
  if (!wasPaid(call)) return false;
  const account = await readAccount(call, created.accountNumber);
  return hasUnrefundedPayment(call, account, created.createdDate ?? '', createdDate);
}

async function cancelOnce(call: ZuoraCall, created: PlacedOrder): Promise<PlacedOrder | undefined> {
  const orderNumber = orderNumberOf(call.context.idempotencyKey);
  const done = await findOrder(call, orderNumber);
  if (done !== undefined) return done;
  const subscriptions: Subscription[] = [];
  for (const number of created.subscriptionNumbers) subscriptions.push(await readSubscription(call, number));
  const open = subscriptions.filter(({ status }) => status !== CANCELLED);
  if (open.length === 0) return undefined;
  const json = cancellation(call, created, open);
  const processingOptions = await refundOptions(call, json);
  return placeOrder(call, { orderNumber, ...json, processingOptions });
}

function cancellation(
  { context }: ZuoraCall,
  { accountNumber }: PlacedOrder,
  open: readonly Subscription[],
): JsonObject {
  const now = today(context);
  const subscriptions = open.map(({ contractEffectiveDate, subscriptionNumber }) => {
    const from = contractEffectiveDate ?? now;
    const cancelSubscription = { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: from };
    return {
      subscriptionNumber,
      orderActions: [{ type: 'CancelSubscription', triggerDates: triggerDates(from), cancelSubscription }],
    };
  });
  const orderDate = open[0]?.contractEffectiveDate ?? now;
  return { orderDate, existingAccountNumber: accountNumber, subscriptions };
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
  const amount = await previewOrder(call, json, today(call.context));
  if (amount >= 0) return { runBilling, collectPayment: false };
  return { runBilling, collectPayment: false, refund: true, refundAmount: -amount };
}
