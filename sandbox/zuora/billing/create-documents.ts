import type { Call } from '../../server/route.ts';
import type { Collection } from '../../state/transaction.ts';
import { accountByKey } from '../accounts.ts';
import { dayOf } from '../calendar.ts';
import { effectKey, internalId, nextNumber } from '../identifiers.ts';
import { toAmount, type Units } from '../money.ts';
import { apply } from './apply-credits.ts';
import {
  type Credit,
  creditMemos,
  invoices,
  payments,
  type Receivable,
  type Refund,
  receivablesWith,
  refunds,
} from './documents.ts';

/** A new invoice or debit memo. */
export type NewReceivable = Pick<Receivable, 'accountNumber' | 'amount'> & Partial<Receivable>;

/** Stores an invoice or a debit memo; by default a posted one of today, all of which is open. */
export function putReceivable(
  call: Call,
  collection: Collection<Receivable>,
  prefix: string,
  given: NewReceivable,
): Receivable {
  const record = {
    ...newDocument(call, prefix, given),
    status: 'Posted' as const,
    balance: given.amount,
    date: dayOf(call.transaction.now),
    targetDate: null,
    items: [],
    reasonCode: null,
    ...given,
  };
  call.transaction.put(collection, record.number, record);
  return record;
}

/** Stores a payment or a credit memo of today, none of which is applied. */
export function putCredit(
  call: Call,
  collection: Collection<Credit>,
  prefix: string,
  given: Pick<Credit, 'accountNumber' | 'amount' | 'status'> & Partial<Credit>,
): Credit {
  const record = {
    ...newDocument(call, prefix, given),
    refundedAmount: 0,
    applications: [],
    date: dayOf(call.transaction.now),
    comment: null,
    reasonCode: null,
    paymentMethodId: null,
    ...given,
  };
  call.transaction.put(collection, record.number, record);
  return record;
}

/** Creates a posted credit memo and records the effect. */
export function putPostedMemo(call: Call, accountNumber: string, amount: Units, reasonCode: string | null): Credit {
  const memo = putCredit(call, creditMemos, 'CM', { accountNumber, amount, status: 'Posted', reasonCode });
  recordMoney(call, 'credit-memo.created', memo);
  return memo;
}

/** Pays what is open of invoices or debit memos of one account by one payment, and returns it. */
export function collect(call: Call, open: readonly Receivable[], paymentMethodId: string): Credit {
  const [first] = open;
  if (first === undefined) throw new RangeError('There is no invoice to collect.');
  const amount = open.reduce((sum, { balance }) => sum + balance, 0);
  const { accountNumber } = first;
  const created = putCredit(call, payments, 'P-', { accountNumber, amount, status: 'Processed', paymentMethodId });
  const payment = open.reduce((paid, invoice) => {
    const { credit, receivable } = apply(paid, invoice, invoice.balance);
    call.transaction.put(receivablesWith(call.transaction, receivable.number), receivable.number, receivable);
    return credit;
  }, created);
  call.transaction.put(payments, payment.number, payment);
  recordMoney(call, 'payment.collected', payment);
  return payment;
}

/** Writes off what is open of an invoice by a credit memo that is applied to it. Returns the memo. */
export function writeOff(call: Call, invoice: Receivable): Credit {
  const { accountNumber, balance: amount } = invoice;
  const memo = putCredit(call, creditMemos, 'CM', { accountNumber, amount, status: 'Posted', reasonCode: 'Write-off' });
  const { credit, receivable } = apply(memo, invoice, amount);
  call.transaction.put(creditMemos, credit.number, credit);
  call.transaction.put(invoices, receivable.number, receivable);
  return credit;
}

/** Stores a refund and records the effect. */
export function putRefund(call: Call, of: Credit, given: Pick<Refund, 'amount'> & Partial<Refund>): Refund {
  const { accountNumber } = of;
  const base = newDocument(call, 'R-', { accountNumber });
  const refund: Refund = {
    ...base,
    status: 'Processed',
    type: 'Electronic',
    accountId: accountByKey(call.transaction, accountNumber).id,
    comment: null,
    reasonCode: null,
    methodType: null,
    refundDate: dayOf(call.transaction.now),
    paymentId: null,
    paymentNumber: null,
    creditMemoId: null,
    ...given,
  };
  call.transaction.put(refunds, refund.number, refund);
  recordMoney(call, 'refund.created', refund, { of: of.number });
  return refund;
}

/** Records an effect on a customer's money. Its amount is in the currency, not in units. */
export function recordMoney(
  call: Call,
  kind: string,
  {
    accountNumber,
    amount,
    currency,
    number,
  }: { accountNumber: string; amount: Units; currency: string; number: string },
  detail: object = {},
): void {
  const shown = { number, accountNumber, amount: toAmount(amount, currency), currency };
  call.transaction.effect({ partner: 'zuora', kind, key: effectKey(call, number), ...shown, ...detail });
}

function newDocument({ transaction }: Call, prefix: string, { accountNumber }: { accountNumber: string }) {
  return {
    id: internalId(),
    number: nextNumber(transaction, prefix),
    accountNumber,
    currency: accountByKey(transaction, accountNumber).currency,
    createdDate: transaction.now.toISOString(),
  };
}
