import type { ProbeResult } from '../../../../core/plugin/define-plugin.ts';
import { checkOrder } from '../../../kit/order-actions.ts';
import type { OrderAction } from '../order-action.ts';
import { readTargetInCurrency } from '../read-target.ts';
import { requireOwner } from '../require-owner.ts';
import { chargeProblems, creditApplied } from './credit-memo-of-order.ts';
import { creditCurrency, creditOrderSchema, creditProblems } from './credit-order.ts';

/** Few orders are refunds: a cold start does not load how they are made. */
const loadGiveBack = () => import('./give-back.ts');

/**
 * Gives a customer money back, at most what the account paid and did not get back yet.
 *
 * With the option `refundAs: "credit-memo"`, by a posted credit memo ("API Reference", Credit memos, Create a credit memo
 * from a charge). With `"payment"`, by refunding the account's latest payment that is large enough ("API Reference",
 * Payments, Refund a payment with auto-unapplying). Output: `creditMemoNumber` or `refundNumber`, `amount`, `currency`,
 * `accountNumber`, `subscriptionNumber`, and a notice if another order with the same `external_id` made a refund.
 */
export const refund: OrderAction = {
  problems: (order, options) => [
    ...creditProblems(order),
    ...(options.refundAs === 'credit-memo'
      ? checkOrder(creditOrderSchema, order, (parsed) => chargeProblems(parsed, options))
      : []),
  ],
  async run(call) {
    const order = creditOrderSchema.parse(call.context.order);
    const { account, subscription } = await readTargetInCurrency(call, creditCurrency(order));
    requireOwner(call, account);
    const { accountNumber, currency } = account;
    const { subscriptionNumber } = subscription;
    const { findGivenBack, giveBack } = await loadGiveBack();
    // What an earlier attempt gave back is no longer left, and a repeat might choose another payment.
    const existing = call.context.attempt > 1 ? await findGivenBack(call, account) : undefined;
    const made = existing ?? (await giveBack(call, order, account));
    return { output: { ...made, currency, accountNumber, subscriptionNumber } };
  },
  async probe(call): Promise<ProbeResult> {
    const order = creditOrderSchema.parse(call.context.order);
    const { account } = await readTargetInCurrency(call, creditCurrency(order));
    const { findGivenBack } = await loadGiveBack();
    const made = await findGivenBack(call, account);
    return made === undefined ? { applied: false } : creditApplied(call, made);
  },
};
