import { checkOrder } from '../../../kit/order-actions.ts';
import { findRefund, refundablePayment, refundPayment } from '../../api/refunds.ts';
import type { ZuoraCall } from '../../api/zuora-call.ts';
import { reasonCodeOf } from '../../order-fields/mapped-fields.ts';
import type { OrderAction } from '../order-action.ts';
import { bookCreditMemo, chargeProblems } from './book-credit-memo.ts';
import { type CreditOrder, creditAmount, creditOrderSchema, creditProblems } from './credit-order.ts';
import { type Creditor, readCreditor } from './read-creditor.ts';

/**
 * Compensates a customer.
 *
 * With the option `refundAs: "credit-memo"` by a posted credit memo ("API Reference", Credit memos, Create a credit memo
 * from a charge); with `"payment"` by a refund of the account's latest payment that is large enough ("API Reference",
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
    const creditor = await readCreditor(call, order);
    const { accountNumber, currency } = creditor.account;
    const { subscriptionNumber } = creditor.subscription;
    const made = await MADE[call.context.options.refundAs](call, order, creditor);
    return { output: { ...made, currency, accountNumber, subscriptionNumber } };
  },
};

type Make = (
  call: ZuoraCall,
  order: CreditOrder,
  creditor: Creditor,
) => Promise<Readonly<Record<string, string | number>>>;

const MADE: Readonly<Record<'credit-memo' | 'payment', Make>> = {
  async 'credit-memo'(call, order, { account }) {
    const { amount, number: creditMemoNumber } = await bookCreditMemo(call, order, account);
    return { creditMemoNumber, amount };
  },
  async payment(call, order, { account }) {
    // A repeat may find less left of the first payment and would take another one, so what was made is looked for first.
    const existing = call.context.attempt > 1 ? await findRefund(call, account.id) : undefined;
    if (existing !== undefined) return { refundNumber: existing.number, amount: existing.amount };
    const wanted = creditAmount(order);
    const payment = await refundablePayment(call, account, wanted);
    const made = await refundPayment(call, account, payment, wanted, reasonCodeOf(order, call.context.options));
    return { refundNumber: made.number, amount: made.amount };
  },
};
