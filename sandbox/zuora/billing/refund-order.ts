import type { Call } from '../../server/route.ts';
import type { Transaction } from '../../state/transaction.ts';
import { toAmount, toUnits } from '../money.ts';
import type { ProcessingOptions } from '../order-schema.ts';
import { recordByKey } from '../records.ts';
import { apply, unapply } from './apply-credits.ts';
import { putRefund, writeOff } from './create-documents.ts';
import {
  type Credit,
  creditMemos,
  invoices,
  payments,
  type Receivable,
  receivablesWith,
  unappliedAmount,
} from './documents.ts';

/**
 * Refunds a cancellation: takes a payment off the invoices that it paid, puts the credit memos of the order in its place, and
 * refunds the payment. A refund that exceeds the memos, or what was paid, does not fail the order: it has the status `Error`.
 * Source: Zuora v1 API reference, "Create an order", `refund` and `writeOff`.
 */
export function refundOrder(call: Call, memos: readonly Credit[], options: ProcessingOptions): Record<string, unknown> {
  const { transaction } = call;
  const failed = { refunds: [{ status: 'Error', refundInvoiceNumbers: [] }] };
  const [first] = memos;
  if (first === undefined || options.refundAmount === undefined) return failed;
  const amount = toUnits(options.refundAmount, first.currency, 'refundAmount');
  const credited = memos.reduce((sum, memo) => sum + unappliedAmount(memo), 0);
  const payment = [...transaction.all(payments)].findLast(
    (found) => found.accountNumber === first.accountNumber && found.amount - found.refundedAmount >= amount,
  );
  if (payment === undefined || amount > credited) return failed;
  const reopened = reopen(call, payment, amount);
  for (const { number } of reopened) for (const memo of memos) applyMemo(transaction, memo.number, number);
  const { number } = putRefund(call, payment, {
    amount,
    paymentId: payment.id,
    paymentNumber: payment.number,
    reasonCode: options.refundReasonCode ?? null,
  });
  const refundInvoiceNumbers = reopened.map((invoice) => invoice.number);
  return {
    refunds: [{ number, status: 'Success', refundInvoiceNumbers }],
    ...(options.writeOff && { writeOff: writtenOff(call, refundInvoiceNumbers) }),
  };
}

function applyMemo(transaction: Transaction, memoNumber: string, invoiceNumber: string): void {
  const memo = recordByKey(transaction, creditMemos, memoNumber);
  const invoice = recordByKey(transaction, invoices, invoiceNumber);
  const amount = Math.min(invoice.balance, unappliedAmount(memo));
  if (amount <= 0) return;
  const applied = apply(memo, invoice, amount);
  transaction.put(creditMemos, memoNumber, applied.credit);
  transaction.put(invoices, invoiceNumber, applied.receivable);
}

/**
 * Takes an amount of a payment off the invoices and debit memos that it paid, the newest first, so that they are open again by it, and counts
 * it as refunded. What of the payment is unapplied goes first. Returns them.
 */
export function reopen(call: Call, payment: Credit, amount: number): readonly Receivable[] {
  const { transaction } = call;
  let left = amount - Math.min(amount, unappliedAmount(payment));
  let current = payment;
  const reopened: Receivable[] = [];
  for (const application of payment.applications.toReversed()) {
    const collection = receivablesWith(transaction, application.number);
    const invoice = transaction.get(collection, application.number);
    const taken = Math.min(left, application.amount);
    if (taken === 0 || invoice === undefined) continue;
    const unapplied = unapply(current, invoice, taken);
    current = unapplied.credit;
    left -= taken;
    transaction.put(collection, invoice.number, unapplied.receivable);
    reopened.push(unapplied.receivable);
  }
  transaction.put(payments, payment.number, { ...current, refundedAmount: current.refundedAmount + amount });
  return reopened;
}

function writtenOff(call: Call, numbers: readonly string[]): readonly object[] {
  return numbers.flatMap((invoiceNumber) => {
    const invoice = call.transaction.get(invoices, invoiceNumber);
    if (invoice === undefined || invoice.balance === 0) return [];
    const memo = writeOff(call, invoice);
    const amount = toAmount(invoice.balance, invoice.currency);
    return [{ invoiceNumber, amount, status: 'Success', writeOffCreditMemoNumber: memo.number }];
  });
}
