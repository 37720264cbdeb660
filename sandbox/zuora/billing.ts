import type { Call } from '../server/route.ts';
import type { Collection } from '../state/collection.ts';
import { accountByKey } from './accounts.ts';
import { effectKey } from './effect-key.ts';
import { zuoraRefusal } from './errors.ts';
import { internalId, nextNumber } from './identifiers.ts';
import { keepRefund } from './keep-refund.ts';
import { currencyDigits, roundMoney } from './money.ts';
import type { ProcessingOptions } from './order-schema.ts';
import { creditMemos, payments, type Refundable } from './records.ts';

/** What an order came to. */
export interface Billed {
  readonly accountNumber: string;
  readonly amount: number;
  readonly options: ProcessingOptions;
}

/**
 * Bills an order: an invoice and, if wanted, a payment for an amount above zero, a credit memo and, if wanted, its refund
 * for one below. A refund over the amount of the memo does not stop the order: its status says that it failed. Returns the
 * fields that the answer of the order gains.
 *
 * @throws Refusal when a payment is wanted and there is no payment method.
 */
export function bill(call: Call, { accountNumber, amount, options }: Billed): Record<string, unknown> {
  if (!options.runBilling) return {};
  if (amount < 0) return credit(call, accountNumber, -amount, options.refund ? options.refundAmount : undefined);
  const invoice = { invoiceNumbers: [nextNumber(call.transaction, 'INV')] };
  if (!options.collectPayment || amount === 0) return invoice;
  const { currency, defaultPaymentMethodId } = accountByKey(call.transaction, accountNumber);
  const methodId = options.electronicPaymentOptions?.paymentMethodId ?? defaultPaymentMethodId;
  if (!methodId) {
    const message = `The account ${accountNumber} has no default payment method to collect the payment with.`;
    throw zuoraRefusal({ category: 'businessRule' }, message);
  }
  const { number } = keep(call, payments, 'P-', accountNumber, amount, 'Processed');
  effect(call, 'payment.collected', { number, accountNumber, amount });
  return { ...invoice, paymentNumber: number, paidAmount: amount.toFixed(currencyDigits(currency)) };
}

function credit(
  call: Call,
  accountNumber: string,
  amount: number,
  refundAmount: number | undefined,
): Record<string, unknown> {
  const memo = keep(call, creditMemos, 'CM', accountNumber, amount, 'Posted');
  effect(call, 'credit-memo.created', { number: memo.number, accountNumber, amount });
  const memos = { creditMemoNumbers: [memo.number] };
  if (refundAmount === undefined) return memos;
  if (refundAmount > amount) return { ...memos, refunds: [{ status: 'Error', refundInvoiceNumbers: [] }] };
  call.transaction.put(creditMemos, memo.number, { ...memo, refundedAmount: refundAmount });
  const { number } = keepRefund(call, accountNumber, { amount: refundAmount, creditMemoId: memo.id });
  return { ...memos, refunds: [{ number, status: 'Success', refundInvoiceNumbers: [] }] };
}

/** Keeps a payment or a memo under the number that it was given, else the next of its series. */
export function keep(
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

function effect(call: Call, kind: string, detail: { number: string; accountNumber: string; amount: number }): void {
  call.transaction.effect({ partner: 'zuora', kind, key: effectKey(call, detail.number), ...detail });
}
