import { PluginFailed, PluginOutcomeUnknown, PluginTransient } from '../../../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../../../core/json.ts';
import { CalloutNoReply } from '../../../../core/plugin/plugin-http.ts';
import { readAccount } from '../../api/account.ts';
import { previewOrder } from '../../api/preview-order.ts';
import { hasKeptMoney } from '../../api/refunds.ts';
import { orderNumberOf, undoKey } from '../../api/request-names.ts';
import { readSubscription, type Subscription } from '../../api/subscription.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { findOrder, type PlacedOrder, placeOrder } from '../../api/zuora-order.ts';
import { orderDay, triggerDates } from '../../order-fields/days.ts';
import { newOrderSchema } from './new-order-schema.ts';
import { paymentMethodId } from './payment.ts';

const CANCELLED = 'Cancelled';

/**
 * Cancels the subscriptions that a new order created, each from its first day, by one Zuora order ("API Reference", Create
 * an order, `CancelSubscription`).
 *
 * What was billed is credited, and what was paid is refunded. The account stays: without a subscription it costs nobody
 * anything, and its invoices have to be kept.
 *
 * @throws PluginFailed Zuora refuses, or `refund_failed`: the subscriptions are cancelled and the money is not given back
 * @throws PluginTransient Zuora is busy or does not say; a repeat finds what was done
 */
export async function cancelCreated({ context, session }: ZuoraCall): Promise<void> {
  const created = await findOrder({ context, session }, orderNumberOf(context.idempotencyKey));
  if (created === undefined) return;
  // Every attempt to undo may use a key of its own: nobody resumes an undo with a later run.
  const idempotencyKey = undoKey(context.idempotencyKey);
  const call = { session, context: { ...context, idempotencyKey, run: context.attempt } };
  const undone = await cancelOnce(call, created).catch((error: unknown) => {
    if (!(error instanceof PluginOutcomeUnknown || error instanceof CalloutNoReply)) throw error;
    throw new PluginTransient(`Expected Zuora to cancel the subscriptions: ${error.message}`, { cause: error });
  });
  context.log.info('Cancelled what the order created', { subscriptionNumbers: [...created.subscriptionNumbers] });
  if (undone === undefined || !(await isUnpaid(call, created, undone))) return;
  throw new PluginFailed(
    `Expected Zuora to refund what order ${created.orderNumber} was paid, found that it was not. The subscriptions are cancelled; refund the payment in Zuora.`,
    { code: 'refund_failed' },
  );
}

/** Whether the customer still waits for the money: the answer says so, and where it was lost the account's refunds do. */
async function isUnpaid(call: ZuoraCall, created: PlacedOrder, undone: PlacedOrder): Promise<boolean> {
  const { createdDate, refunds = [] } = undone;
  if (createdDate === undefined) return refunds.some(({ status }) => status === 'Error');
  if (!wasPaid(call)) return false;
  const account = await readAccount(call, created.accountNumber);
  return hasKeptMoney(call, account, created.createdDate ?? '', createdDate);
}

async function cancelOnce(call: ZuoraCall, created: PlacedOrder): Promise<PlacedOrder | undefined> {
  const orderNumber = orderNumberOf(call.context.idempotencyKey);
  const done = await findOrder(call, orderNumber);
  if (done !== undefined) return done;
  const held: Subscription[] = [];
  for (const number of created.subscriptionNumbers) held.push(await readSubscription(call, number));
  const open = held.filter(({ status }) => status !== CANCELLED);
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
  const today = orderDay(undefined, context);
  const subscriptions = open.map(({ contractEffectiveDate, subscriptionNumber }) => {
    const from = contractEffectiveDate ?? today;
    const cancelSubscription = { cancellationPolicy: 'SpecificDate', cancellationEffectiveDate: from };
    return {
      subscriptionNumber,
      orderActions: [{ type: 'CancelSubscription', triggerDates: triggerDates(from), cancelSubscription }],
    };
  });
  const orderDate = open[0]?.contractEffectiveDate ?? today;
  return { orderDate, existingAccountNumber: accountNumber, subscriptions };
}

/** Whether the order had Zuora collect a payment. */
function wasPaid({ context: { options, order } }: ZuoraCall): boolean {
  const { collectPayment, runBilling } = options;
  return collectPayment && runBilling && paymentMethodId(newOrderSchema.parse(order), options) !== undefined;
}

/** Only what the order itself collected is given back. */
async function refundOptions(call: ZuoraCall, json: JsonObject): Promise<JsonObject> {
  const { runBilling } = call.context.options;
  if (!wasPaid(call)) return { runBilling, collectPayment: false };
  const amount = await previewOrder(call, json, orderDay(undefined, call.context));
  if (amount >= 0) return { runBilling, collectPayment: false };
  return { runBilling, collectPayment: false, refund: true, refundAmount: -amount };
}
