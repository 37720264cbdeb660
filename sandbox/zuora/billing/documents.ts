import type { Collection, Transaction } from '../../state/transaction.ts';
import type { Units } from '../money.ts';
import type { DocumentItem } from './bill-subscription.ts';

interface Document {
  readonly id: string;
  readonly number: string;
  readonly accountNumber: string;
  readonly currency: string;
  readonly amount: Units;
  readonly createdDate: string;
}

/** An invoice or a debit memo: money that a customer owes. */
export interface Receivable extends Document {
  readonly status: 'Draft' | 'Posted' | 'Canceled';
  /** What is still to be paid. */
  readonly balance: Units;
  /** `yyyy-mm-dd`. */
  readonly date: string;
  readonly targetDate: string | null;
  readonly items: readonly DocumentItem[];
  /** Whether payment runs leave it alone. @default false */
  readonly isLeftByPaymentRuns?: boolean;
  readonly reasonCode: string | null;
}

/** What a payment or a credit memo pays of an invoice or a debit memo. */
export interface Application {
  readonly number: string;
  readonly amount: Units;
}

/** A payment or a credit memo: money that a customer has paid or need not pay. */
export interface Credit extends Document {
  readonly status: 'Draft' | 'Posted' | 'Processed' | 'Canceled';
  readonly refundedAmount: Units;
  readonly applications: readonly Application[];
  /** `yyyy-mm-dd`. */
  readonly date: string;
  readonly comment: string | null;
  readonly reasonCode: string | null;
  readonly paymentMethodId: string | null;
}

/** A refund of a payment or a credit memo. */
export interface Refund extends Document {
  readonly status: 'Processed';
  readonly type: 'External' | 'Electronic';
  readonly accountId: string;
  readonly comment: string | null;
  readonly reasonCode: string | null;
  readonly methodType: string | null;
  readonly refundDate: string;
  readonly paymentId: string | null;
  readonly paymentNumber: string | null;
  readonly creditMemoId: string | null;
}

export const invoices: Collection<Receivable> = { name: 'zuora.invoices' };
export const debitMemos: Collection<Receivable> = { name: 'zuora.debitMemos' };
export const payments: Collection<Credit> = { name: 'zuora.payments' };
export const creditMemos: Collection<Credit> = { name: 'zuora.creditMemos' };
export const refunds: Collection<Refund> = { name: 'zuora.refunds' };

/** Returns the collection that has the invoice or debit memo with this number. */
export function receivablesWith(transaction: Transaction, number: string): Collection<Receivable> {
  return transaction.get(debitMemos, number) === undefined ? invoices : debitMemos;
}

/** Returns what of a payment or a credit memo pays invoices and debit memos. */
export function appliedAmount({ applications }: Credit): Units {
  return applications.reduce((sum, { amount }) => sum + amount, 0);
}

/** Returns what of a payment or a credit memo is neither applied nor refunded. */
export function unappliedAmount(credit: Credit): Units {
  return credit.amount - credit.refundedAmount - appliedAmount(credit);
}
