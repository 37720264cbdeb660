import { PluginDeclined, PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { type OrderType, orderTypeOf } from '../../core/order/order-types.ts';
import type { PluginResult, ProbeResult } from '../../core/plugin/define-plugin.ts';
import { definedFields } from '../kit/defined-fields.ts';
import { findCreditMemo, memoNumber } from './api/credit-memo.ts';
import { findRefund } from './api/refunds.ts';
import { orderNumberOf } from './api/request-names.ts';
import type { ZuoraCall } from './api/zuora-call.ts';
import { findOrder, orderResult } from './api/zuora-order.ts';
import { addressChanges } from './order-actions/change-address.ts';
import { changedMethod, paymentChanges } from './order-actions/change-payment.ts';
import { creditOrderSchema } from './order-actions/credit/credit-order.ts';
import { readCreditor } from './order-actions/credit/read-creditor.ts';
import { probeAccount } from './order-actions/probe-account.ts';
import { readTarget } from './order-actions/read-target.ts';
import { detailChanges } from './order-actions/update-customer-details.ts';

type Probe = (call: ZuoraCall) => Promise<ProbeResult>;

const PROBES: Readonly<Record<OrderType, Probe>> = {
  new: placed,
  cancel_subscription: placed,
  change_offer: placed,
  add_offer: placed,
  update_subscription: placed,
  renew: placed,
  change_address: (call) => probeAccount(call, addressChanges(call.context.order)),
  update_customer_details: (call) => probeAccount(call, detailChanges(call.context.order)),
  change_payment: ({ context, session }) =>
    probeAccount(
      { context, session },
      paymentChanges(context.order, context.options),
      definedFields({ paymentMethodId: changedMethod(context.order, context.options) }),
    ),
  credit: credited,
  refund: (call) => (call.context.options.refundAs === 'payment' ? refunded(call) : credited(call)),
  external: async () => ({ applied: false }),
  activation: activated,
};

/**
 * Looks in Zuora whether the step had its effect, and changes nothing.
 *
 * Orders, credit memos and refunds are found by what the idempotency key made of them, so that what Zuora does not hold
 * may be asked for again: a request that is still at work is recognised by its key.
 *
 * @throws PluginTransient Zuora does not say
 * @throws PluginFailed what the order names is not there
 */
export async function probeZuora(call: ZuoraCall): Promise<ProbeResult> {
  const orderType = orderTypeOf(String(call.context.order.order_type));
  if (orderType === undefined) return { applied: false };
  return PROBES[orderType](call).catch((error: unknown) => {
    if (!(error instanceof PluginOutcomeUnknown)) throw error;
    throw new PluginTransient(error.message, { cause: error });
  });
}

async function placed(call: ZuoraCall): Promise<ProbeResult> {
  const order = await findOrder(call, orderNumberOf(call.context.idempotencyKey));
  return order === undefined ? { applied: false } : { applied: true, ...orderResult(order) };
}

async function credited(call: ZuoraCall): Promise<ProbeResult> {
  const memo = await findCreditMemo(call, memoNumber(call.context.idempotencyKey));
  if (memo === undefined) return { applied: false };
  return given(call, { creditMemoNumber: memo.number, amount: memo.amount });
}

async function refunded(call: ZuoraCall): Promise<ProbeResult> {
  const { account } = await readCreditor(call, creditOrderSchema.parse(call.context.order));
  const refund = await findRefund(call, account.id);
  if (refund === undefined) return { applied: false };
  return given(call, { refundNumber: refund.number, amount: refund.amount });
}

async function given(call: ZuoraCall, made: JsonObject): Promise<ProbeResult> {
  const { account, subscription } = await readCreditor(call, creditOrderSchema.parse(call.context.order));
  const { accountNumber, currency } = account;
  return {
    applied: true,
    output: { ...made, currency, accountNumber, subscriptionNumber: subscription.subscriptionNumber },
  };
}

async function activated(call: ZuoraCall): Promise<ProbeResult> {
  const { accountNumber, status, subscriptionNumber } = await readTarget(call);
  if (status !== 'Active') return { applied: false };
  return {
    applied: true,
    output: { subscriptionNumber, subscriptionNumbers: [subscriptionNumber], accountNumber, status },
  };
}

/**
 * What an attempt comes to that Zuora declined. Zuora keeps an answer for a POST alone: what it declines of a repeated PUT,
 * it may have done at the first one, whose answer was lost. So a repeat looks before it passes the refusal on.
 *
 * @throws PluginOutcomeUnknown Zuora does not show it
 * @throws the error itself, when it is another one or nothing was done before
 */
export async function settleRefusal(call: ZuoraCall, error: unknown): Promise<PluginResult> {
  if (call.context.attempt === 1 || !(error instanceof PluginDeclined)) throw error;
  const found = await probeZuora(call);
  if (found.applied === false) throw error;
  if (found.applied === 'unknown') {
    const message = `Expected Zuora to show whether an earlier attempt did what it declines now, found it hidden: ${error.message}`;
    throw new PluginOutcomeUnknown(message, { cause: error });
  }
  call.context.log.warn('Zuora declines what an earlier attempt did; it is taken as done');
  return { output: found.output };
}
