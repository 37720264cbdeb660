import type { Call } from '../server/route.ts';
import type { Collection } from '../state/transaction.ts';
import { accountByKey } from './accounts.ts';
import { zuoraRefusal } from './errors.ts';
import { effectKey, internalId, nextNumber } from './identifiers.ts';
import { currencyDigits, roundMoney } from './money.ts';
import type { ProcessingOptions } from './order-schema.ts';
import { creditMemos, type Invoice, invoices, payments, type Refund, type Refundable, refunds } from './records.ts';

/** An order to bill. */
export interface Bill {
  readonly accountNumber: string;
  /** Below zero for a credit. */
  readonly amount: number;
  readonly options: ProcessingOptions;
}

/**
 * Bills an order and returns the fields to add to its response. A positive amount creates an invoice and, if requested, a
 * payment of what credit memos leave; a negative one creates a credit memo and, if requested, a refund. A refund that exceeds the memo does not fail
 * the order: the refund gets the status `Error`.
 *
 * @throws Refusal when a payment is requested and there is no payment method.
 */
export function bill(call: Call, { accountNumber, amount, options }: Bill): Record<string, unknown> {
  if (!options.runBilling) return {};
  if (amount < 0) return credit(call, accountNumber, -amount, options.refund ? options.refundAmount : undefined);
  const posted = putInvoice(call, accountNumber, amount);
  const invoice = options.applyCredit ? applyMemos(call, posted) : posted;
  const billed = { invoiceNumbers: [invoice.number] };
  if (!options.collectPayment || invoice.balance === 0) return billed;
  const { currency, defaultPaymentMethodId } = accountByKey(call.transaction, accountNumber);
  const methodId = options.electronicPaymentOptions?.paymentMethodId ?? defaultPaymentMethodId;
  if (!methodId) {
    const message = `The account ${accountNumber} has no default payment method to collect the payment with.`;
    throw zuoraRefusal({ category: 'businessRule' }, message);
  }
  const payment = collect(call, invoice);
  const paidAmount = payment.amount.toFixed(currencyDigits(currency));
  return { ...billed, paymentNumber: payment.number, paidAmount };
}

function putInvoice({ transaction }: Call, accountNumber: string, amount: number): Invoice {
  const number = nextNumber(transaction, 'INV');
  const createdDate = transaction.now.toISOString();
  const invoice = { id: internalId(), number, accountNumber, amount, balance: amount, createdDate };
  transaction.put(invoices, number, invoice);
  return invoice;
}

/** Pays an invoice with what is left of the posted credit memos of its account, oldest first. */
function applyMemos({ transaction }: Call, invoice: Invoice): Invoice {
  const { accountNumber } = invoice;
  const { currency } = accountByKey(transaction, accountNumber);
  let { balance } = invoice;
  for (const memo of [...transaction.all(creditMemos)]) {
    const { amount, appliedAmount = 0, refundedAmount } = memo;
    const isUsable = memo.accountNumber === accountNumber && memo.status === 'Posted';
    const applied = isUsable ? Math.min(roundMoney(amount - appliedAmount - refundedAmount, currency), balance) : 0;
    if (applied <= 0) continue;
    transaction.put(creditMemos, memo.number, {
      ...memo,
      appliedAmount: roundMoney(appliedAmount + applied, currency),
    });
    balance = roundMoney(balance - applied, currency);
  }
  const paid = { ...invoice, balance };
  transaction.put(invoices, invoice.number, paid);
  return paid;
}

/** Collects the balance of an invoice by a payment that is applied to it. */
export function collect(call: Call, invoice: Invoice): Refundable {
  const { accountNumber, balance: amount, number: invoiceNumber } = invoice;
  const payment = putRefundable(call, payments, 'P-', accountNumber, amount, 'Processed');
  const applied = { ...payment, invoiceNumber };
  call.transaction.put(payments, payment.number, applied);
  call.transaction.put(invoices, invoiceNumber, { ...invoice, balance: 0 });
  recordEffect(call, 'payment.collected', { number: payment.number, accountNumber, amount });
  return applied;
}

function credit(
  call: Call,
  accountNumber: string,
  amount: number,
  refundAmount: number | undefined,
): Record<string, unknown> {
  const memo = putRefundable(call, creditMemos, 'CM', accountNumber, amount, 'Posted');
  recordEffect(call, 'credit-memo.created', { number: memo.number, accountNumber, amount });
  const memos = { creditMemoNumbers: [memo.number] };
  if (refundAmount === undefined) return memos;
  if (refundAmount > amount) return { ...memos, refunds: [{ status: 'Error', refundInvoiceNumbers: [] }] };
  call.transaction.put(creditMemos, memo.number, { ...memo, refundedAmount: refundAmount });
  const { number } = putRefund(call, accountNumber, { amount: refundAmount, creditMemoId: memo.id });
  return { ...memos, refunds: [{ number, status: 'Success', refundInvoiceNumbers: [] }] };
}

/** Stores a payment or memo under `givenNumber`, or under the next number of its series, and returns it. */
export function putRefundable(
  call: Call,
  collection: Collection<Refundable>,
  prefix: string,
  accountNumber: string,
  amount: number,
  status: Refundable['status'],
  givenNumber?: string,
): Refundable {
  const number = givenNumber ?? nextNumber(call.transaction, prefix);
  const createdDate = call.transaction.now.toISOString();
  const record = {
    id: internalId(),
    number,
    accountNumber,
    amount: roundMoney(amount, accountByKey(call.transaction, accountNumber).currency),
    refundedAmount: 0,
    status,
    createdDate,
  };
  call.transaction.put(collection, number, record);
  return record;
}

/** Fields of a new refund. */
export type NewRefund = Pick<Refund, 'amount' | 'paymentId' | 'paymentNumber' | 'creditMemoId'> &
  Partial<Pick<Refund, 'type' | 'comment' | 'reasonCode' | 'refundDate'>>;

/**
 * Stores a refund under the next number, records its effect and returns it.
 *
 * @param detail further details of the effect
 */
export function putRefund(call: Call, accountNumber: string, newRefund: NewRefund, detail: object = {}): Refund {
  const { transaction } = call;
  const number = nextNumber(transaction, 'R-');
  const createdDate = transaction.now.toISOString();
  const { amount } = newRefund;
  const refund: Refund = {
    id: internalId(),
    number,
    status: 'Processed',
    createdDate,
    type: 'Electronic',
    accountId: accountByKey(transaction, accountNumber).id,
    comment: null,
    reasonCode: null,
    refundDate: createdDate.slice(0, 'yyyy-mm-dd'.length),
    ...newRefund,
  };
  transaction.put(refunds, number, refund);
  const key = effectKey(call, number);
  transaction.effect({ partner: 'zuora', kind: 'refund.created', key, number, accountNumber, amount, ...detail });
  return refund;
}

function recordEffect(
  call: Call,
  kind: string,
  detail: { number: string; accountNumber: string; amount: number },
): void {
  call.transaction.effect({ partner: 'zuora', kind, key: effectKey(call, detail.number), ...detail });
}
