import type { ProbeResult } from '../../../../core/plugin/define-plugin.ts';
import { checkOrder } from '../../../kit/order-actions.ts';
import type { Account } from '../../api/account.ts';
import { findRefund, refundablePayment, refundPayment } from '../../api/refunds.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { refundReasonCode } from '../../order-fields/mapped-fields.ts';
import type { OrderAction } from '../order-action.ts';
import { readTargetInCurrency } from '../read-target.ts';
import { bookCreditMemo, chargeProblems, creditApplied, probeCreditMemo } from './credit-memo-of-order.ts';
import { type CreditOrder, creditAmount, creditCurrency, creditOrderSchema, creditProblems } from './credit-order.ts';

/**
 * Gives a customer money back.
 *
 * With the option `refundAs: "credit-memo"`, by a posted credit memo ("API Reference", Credit memos, Create a credit memo
 * from a charge). With `"payment"`, by refunding the account's latest payment that is large enough ("API Reference",
 * Payments, Refund a payment with auto-unapplying). Output: `creditMemoNumber` or `refundNumber`, `amount`, `currency`,
 * `accountNumber`, `subscriptionNumber`.
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
    const { accountNumber, currency } = account;
    const { subscriptionNumber } = subscription;
    const made = await METHODS[call.context.options.refundAs].refund(call, order, account);
    return { output: { ...made, currency, accountNumber, subscriptionNumber } };
  },
  probe: (call) => METHODS[call.context.options.refundAs].probe(call),
};

interface RefundMethod {
  refund(call: ZuoraCall, order: CreditOrder, account: Account): Promise<Readonly<Record<string, string | number>>>;
  probe(call: ZuoraCall): Promise<ProbeResult>;
}

const METHODS: Readonly<Record<'credit-memo' | 'payment', RefundMethod>> = {
  'credit-memo': {
    async refund(call, order, account) {
      const { amount, number: creditMemoNumber } = await bookCreditMemo(call, order, account);
      return { creditMemoNumber, amount };
    },
    probe: probeCreditMemo,
  },
  payment: {
    async refund(call, order, account) {
      // A repeat may find too little left of the first payment and choose another one, so it looks for a refund first.
      const existing = call.context.attempt > 1 ? await findRefund(call, account.id) : undefined;
      if (existing !== undefined) return { refundNumber: existing.number, amount: existing.amount };
      const wanted = creditAmount(order);
      const payment = await refundablePayment(call, account, wanted);
      const made = await refundPayment(call, account, payment, wanted, refundReasonCode(order, call.context.options));
      return { refundNumber: made.number, amount: made.amount };
    },
    async probe(call) {
      const order = creditOrderSchema.parse(call.context.order);
      const { account } = await readTargetInCurrency(call, creditCurrency(order));
      const made = await findRefund(call, account.id);
      if (made === undefined) return { applied: false };
      return creditApplied(call, { refundNumber: made.number, amount: made.amount });
    },
  },
};
