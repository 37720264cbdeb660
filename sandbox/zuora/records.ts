import type { Collection, Transaction } from '../state/transaction.ts';
import { notFound } from './errors.ts';

/** A billing account. */
export interface Account {
  readonly id: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly currency: string;
  readonly defaultPaymentMethodId: string | null;
  /** Every other field as last sent: contacts, `autoPay`, custom fields. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A rate plan of a subscription. */
export interface RatePlan {
  readonly id: string;
  readonly productRatePlanId: string;
  readonly uniqueToken: string | null;
  readonly lastChangeType: 'Add' | 'Update' | 'Remove';
  /** Sum of the list prices that the client overrode, otherwise the catalogue price. */
  readonly amount: number;
  /** Charges that the client overrode. */
  readonly charges: readonly Charge[];
}

/** A charge of a rate plan. */
export interface Charge {
  readonly number: string;
  readonly productRatePlanChargeId: string | null;
  readonly quantity: number | null;
}

/** A charge of a product rate plan in the catalogue. */
export interface ProductCharge {
  readonly productRatePlanId: string;
  /** Price by currency. */
  readonly prices: Readonly<Record<string, number>>;
}

/** The latest version of a subscription. */
export interface Subscription {
  readonly id: string;
  readonly subscriptionNumber: string;
  readonly accountNumber: string;
  readonly invoiceOwnerAccountNumber: string;
  readonly status: 'Active' | 'Pending Activation' | 'Suspended' | 'Cancelled';
  readonly version: number;
  readonly termType: 'TERMED' | 'EVERGREEN';
  readonly autoRenew: boolean;
  /** Length of the current term, in `currentTermPeriodType`; null for an evergreen subscription. */
  readonly currentTerm: number | null;
  readonly currentTermPeriodType: string | null;
  readonly contractEffectiveDate: string;
  readonly serviceActivationDate: string | null;
  readonly customerAcceptanceDate: string | null;
  readonly termStartDate: string;
  readonly termEndDate: string | null;
  /** Last day of a subscription with a cancellation. */
  readonly cancelledDate: string | null;
  readonly ratePlans: readonly RatePlan[];
  readonly customFields: Readonly<Record<string, unknown>>;
}

/** A processed order. */
export interface Order {
  readonly orderNumber: string;
  readonly orderDate: string;
  readonly accountNumber: string;
  readonly status: 'Completed' | 'Pending';
  readonly createdDate: string;
  readonly subscriptions: readonly { readonly subscriptionNumber?: string | undefined }[];
  readonly [customField: `${string}__c`]: unknown;
}

/** A payment or a memo, with the amount refunded so far. */
export interface Refundable {
  readonly id: string;
  readonly number: string;
  readonly accountNumber: string;
  readonly amount: number;
  readonly refundedAmount: number;
  readonly status: 'Processed' | 'Posted' | 'Draft';
  readonly createdDate: string;
  /** What a credit memo paid of invoices. */
  readonly appliedAmount?: number;
  /** The invoice that a payment is applied to. */
  readonly invoiceNumber?: string;
}

/** A posted invoice. */
export interface Invoice {
  readonly id: string;
  readonly number: string;
  readonly accountNumber: string;
  readonly amount: number;
  /** What is still to be paid. */
  readonly balance: number;
  readonly createdDate: string;
}

/** A refund of a payment or a credit memo. */
export interface Refund {
  readonly id: string;
  readonly number: string;
  readonly status: 'Processed';
  readonly createdDate: string;
  readonly type: 'External' | 'Electronic';
  readonly accountId: string;
  readonly amount: number;
  readonly comment: string | null;
  readonly reasonCode: string | null;
  readonly refundDate: string;
  readonly paymentId?: string;
  readonly paymentNumber?: string;
  readonly creditMemoId?: string;
}

/** A payment method. One without an account is an orphan. */
export interface PaymentMethod {
  readonly id: string;
  readonly type: string;
  readonly accountNumber: string | null;
}

export const productCharges: Collection<ProductCharge> = { name: 'zuora.productCharges' };
export const accounts: Collection<Account> = { name: 'zuora.accounts' };
export const subscriptions: Collection<Subscription> = { name: 'zuora.subscriptions' };
export const orders: Collection<Order> = { name: 'zuora.orders' };
export const invoices: Collection<Invoice> = { name: 'zuora.invoices' };
export const payments: Collection<Refundable> = { name: 'zuora.payments' };
export const creditMemos: Collection<Refundable> = { name: 'zuora.creditMemos' };
export const debitMemos: Collection<Refundable> = { name: 'zuora.debitMemos' };
export const refunds: Collection<Refund> = { name: 'zuora.refunds' };
export const paymentMethods: Collection<PaymentMethod> = { name: 'zuora.paymentMethods' };

/**
 * Returns the record with this number or id.
 *
 * @throws Refusal when there is none.
 */
export function recordByKey<Shape extends { readonly id: string }>(
  transaction: Transaction,
  collection: Collection<Shape>,
  key: string,
): Shape {
  const found = transaction.get(collection, key) ?? transaction.find(collection, ({ id }) => id === key);
  if (found === undefined) throw notFound(key);
  return found;
}

/** Returns a payment or memo as Zuora shows it. */
export function refundableView({ invoiceNumber: _invoice, refundedAmount, ...others }: Refundable): object {
  return { ...others, refundAmount: refundedAmount };
}
