import type { Collection, Transaction } from '../../state/transaction.ts';
import { accountByKey } from '../accounts.ts';
import { addPeriods } from '../calendar.ts';
import { toAmount, type Units } from '../money.ts';
import type { DocumentItem } from './bill-subscription.ts';
import {
  appliedAmount,
  type Credit,
  creditMemos,
  payments,
  type Receivable,
  type Refund,
  unappliedAmount,
} from './documents.ts';

/** Returns what payments or credit memos pay of an invoice. */
function appliedTo(transaction: Transaction, collection: Collection<Credit>, { number }: Receivable): Units {
  const applications = [...transaction.all(collection)].flatMap((credit) => credit.applications);
  return applications.reduce((sum, applied) => sum + (applied.number === number ? applied.amount : 0), 0);
}

/** Source: zuora-sdk 3.21.0, `InvoiceResponse`. */
export function invoiceView(transaction: Transaction, invoice: Receivable): object {
  const { currency } = invoice;
  return {
    id: invoice.id,
    invoiceNumber: invoice.number,
    accountId: accountByKey(transaction, invoice.accountNumber).id,
    currency,
    amount: toAmount(invoice.amount, currency),
    amountWithoutTax: toAmount(invoice.amount, currency),
    taxAmount: 0,
    balance: toAmount(invoice.balance, currency),
    paymentAmount: toAmount(appliedTo(transaction, payments, invoice), currency),
    creditMemoAmount: toAmount(-appliedTo(transaction, creditMemos, invoice), currency),
    status: invoice.status,
    invoiceDate: invoice.date,
    targetDate: invoice.targetDate,
    createdDate: invoice.createdDate,
  };
}

/** Source: zuora-sdk 3.21.0, `InvoiceItem`. */
export function invoiceItemView(item: DocumentItem, currency: string): object {
  return {
    subscriptionName: item.subscriptionNumber,
    chargeName: item.chargeName,
    productRatePlanChargeId: item.productRatePlanChargeId,
    chargeAmount: String(toAmount(item.amount, currency)),
    quantity: item.quantity,
    processingType: item.appliedTo === null ? 'Charge' : 'Discount',
    serviceStartDate: item.from,
    serviceEndDate: addPeriods(item.to, -1, 'Day'),
  };
}

/** Source: zuora-sdk 3.21.0, `DebitMemoResponse`. */
export function debitMemoView(transaction: Transaction, memo: Receivable): object {
  const { currency } = memo;
  return {
    id: memo.id,
    number: memo.number,
    accountId: accountByKey(transaction, memo.accountNumber).id,
    accountNumber: memo.accountNumber,
    currency,
    amount: toAmount(memo.amount, currency),
    balance: toAmount(memo.balance, currency),
    status: memo.status,
    reasonCode: memo.reasonCode,
    debitMemoDate: memo.date,
    createdDate: memo.createdDate,
  };
}

/** Source: zuora-sdk 3.21.0, `CreditMemoResponse`. */
export function creditMemoView(transaction: Transaction, memo: Credit): object {
  const { comment, reasonCode } = memo;
  return { ...creditView(transaction, memo), creditMemoDate: memo.date, comment, reasonCode };
}

/** Source: zuora-sdk 3.21.0, `PaymentResponse`. */
export function paymentView(transaction: Transaction, payment: Credit): object {
  return {
    ...creditView(transaction, payment),
    effectiveDate: payment.date,
    paymentMethodId: payment.paymentMethodId,
    type: payment.paymentMethodId === null ? 'External' : 'Electronic',
  };
}

function creditView(transaction: Transaction, credit: Credit): object {
  const { currency } = credit;
  return {
    id: credit.id,
    number: credit.number,
    accountId: accountByKey(transaction, credit.accountNumber).id,
    accountNumber: credit.accountNumber,
    currency,
    amount: toAmount(credit.amount, currency),
    appliedAmount: toAmount(appliedAmount(credit), currency),
    unappliedAmount: toAmount(unappliedAmount(credit), currency),
    refundAmount: toAmount(credit.refundedAmount, currency),
    status: credit.status,
    createdDate: credit.createdDate,
  };
}

/** Source: zuora-sdk 3.21.0, `RefundResponse`. */
export function refundView({ accountNumber: _account, amount, currency, ...refund }: Refund): object {
  return { ...refund, amount: toAmount(amount, currency) };
}
