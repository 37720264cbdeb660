import type { Call } from '../../server/route.ts';
import { accountByKey, paymentMethodOfAccount } from '../accounts.ts';
import { zuoraRefusal } from '../errors.ts';
import { toText } from '../money.ts';
import type { ProcessingOptions } from '../order-schema.ts';
import { type Subscription, subscriptions } from '../records.ts';
import { applyAll } from './apply-credits.ts';
import { type BillingDocument, billingOf } from './billing-documents.ts';
import { collect, putPostedMemo, putReceivable } from './create-documents.ts';
import { type Credit, creditMemos, invoices, payments, type Receivable } from './documents.ts';
import { refundOrder } from './refund-order.ts';

/**
 * Bills the subscriptions of an order, and returns the fields to add to its answer. A document above zero is an invoice, which
 * credits pay if requested and then one payment; one below zero is a credit memo, which is refunded if requested.
 *
 * @throws Refusal when a payment is requested and there is no payment method.
 */
export function billOrder(
  call: Call,
  changed: readonly Subscription[],
  targetDate: string,
  options: ProcessingOptions,
): Record<string, unknown> {
  if (!options.runBilling) return {};
  const billing = billingOf(changed, () => targetDate);
  for (const subscription of billing.subscriptions) {
    call.transaction.put(subscriptions, subscription.subscriptionNumber, subscription);
  }
  const bills = billing.documents.filter(({ amount }) => amount >= 0).map((bill) => invoiceOf(call, bill, options));
  const memos = billing.documents.filter(({ amount }) => amount < 0).map((bill) => memoOf(call, bill, options));
  return {
    ...(bills.length > 0 && {
      invoiceNumbers: bills.map(({ number }) => number),
      invoiceIds: bills.map(({ id }) => id),
    }),
    ...(memos.length > 0 && {
      creditMemoNumbers: memos.map(({ number }) => number),
      creditMemoIds: memos.map(({ id }) => id),
    }),
    ...paid(call, bills, options),
    ...(options.refund && refundOrder(call, memos, options)),
  };
}

function invoiceOf(call: Call, document: BillingDocument, options: ProcessingOptions): Receivable {
  const { documentDate, generateDraftInvoice } = options.billingOptions ?? {};
  return putReceivable(call, invoices, 'INV', {
    ...document,
    ...(documentDate !== undefined && { date: documentDate }),
    ...(generateDraftInvoice && { status: 'Draft' as const }),
  });
}

function memoOf(call: Call, { accountNumber, amount }: BillingDocument, options: ProcessingOptions): Credit {
  return putPostedMemo(call, accountNumber, -amount, options.billingOptions?.creditMemoReasonCode ?? null);
}

const CREDITS = { CreditMemo: creditMemos, UnappliedPayment: payments } as const;

function paid(call: Call, bills: readonly Receivable[], options: ProcessingOptions): Record<string, unknown> {
  const order = options.applyCredit ? (options.applicationOrder ?? (['CreditMemo', 'UnappliedPayment'] as const)) : [];
  const open = bills
    .filter(({ status }) => status === 'Posted')
    .map((bill) => order.reduce((found, kind) => applyAll(call.transaction, invoices, CREDITS[kind], found), bill))
    .filter(({ balance }) => balance > 0);
  const [first] = open;
  if (!options.collectPayment || first === undefined) return {};
  const account = accountByKey(call.transaction, first.accountNumber);
  const wanted = options.electronicPaymentOptions?.paymentMethodId ?? account.defaultPaymentMethodId;
  if (!wanted) {
    const message = `The account ${account.accountNumber} has no default payment method to collect the payment with.`;
    throw zuoraRefusal({ category: 'businessRule' }, message);
  }
  const method = paymentMethodOfAccount(call, wanted, account);
  const payment = collect(call, open, method.id);
  const paidAmount = toText(payment.amount, account.currency);
  return { paymentId: payment.id, paymentNumber: payment.number, paymentStatus: 'Processed', paidAmount };
}
