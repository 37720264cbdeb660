import type { Collection } from '../state/collection.ts';

/** A billing account. */
export interface Account {
  readonly id: string;
  readonly accountNumber: string;
  readonly name: string;
  readonly currency: string;
  readonly defaultPaymentMethodId: string | null;
  /** Every other field as it was sent last: contacts, `autoPay`, custom fields. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** A rate plan of a subscription. */
export interface RatePlan {
  readonly id: string;
  readonly productRatePlanId: string;
  readonly uniqueToken: string | null;
  readonly lastChangeType: 'Add' | 'Update' | 'Remove';
  /** The sum of the list prices that the caller overrode, else what the catalogue says. */
  readonly amount: number;
  /** The charges that the caller named, by overriding them. */
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
  /** What it costs, by currency. */
  readonly prices: Readonly<Record<string, number>>;
}

/** A subscription in its last version. */
export interface Subscription {
  readonly id: string;
  readonly subscriptionNumber: string;
  readonly accountNumber: string;
  readonly invoiceOwnerAccountNumber: string;
  readonly status: 'Active' | 'Pending Activation' | 'Suspended' | 'Cancelled';
  readonly version: number;
  readonly termType: 'TERMED' | 'EVERGREEN';
  readonly autoRenew: boolean;
  /** Length of the current term and its unit, for a termed subscription. */
  readonly currentTerm: number | null;
  readonly currentTermPeriodType: string | null;
  readonly contractEffectiveDate: string;
  readonly serviceActivationDate: string | null;
  readonly customerAcceptanceDate: string | null;
  readonly termStartDate: string;
  readonly termEndDate: string | null;
  /** Last day of a subscription whose cancellation is booked. */
  readonly cancelledDate: string | null;
  readonly ratePlans: readonly RatePlan[];
  readonly customFields: Readonly<Record<string, unknown>>;
}

/** An order as it was processed. */
export interface Order {
  readonly orderNumber: string;
  readonly orderDate: string;
  readonly accountNumber: string;
  readonly status: 'Completed' | 'Pending';
  readonly createdDate: string;
  readonly subscriptions: readonly { readonly subscriptionNumber?: string | undefined }[];
  readonly [customField: `${string}__c`]: unknown;
}

/** A payment or a memo: how much of it can still be refunded. */
export interface Refundable {
  readonly id: string;
  readonly number: string;
  readonly accountNumber: string;
  readonly amount: number;
  readonly refundedAmount: number;
  readonly status: 'Processed' | 'Posted' | 'Draft';
  readonly createdDate: string;
}

/** Money given back. */
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

/** A payment or a memo as Zuora shows it. */
export const shownRefundable = ({ refundedAmount, ...others }: Refundable): object => ({
  ...others,
  refundAmount: refundedAmount,
});

/** A payment method; one without an account is an orphan. */
export interface PaymentMethod {
  readonly id: string;
  readonly type: string;
  readonly accountNumber: string | null;
}

export const productCharges: Collection<ProductCharge> = { name: 'zuora.productCharges' };
export const accounts: Collection<Account> = { name: 'zuora.accounts' };
export const subscriptions: Collection<Subscription> = { name: 'zuora.subscriptions' };
export const orders: Collection<Order> = { name: 'zuora.orders' };
export const payments: Collection<Refundable> = { name: 'zuora.payments' };
export const creditMemos: Collection<Refundable> = { name: 'zuora.creditMemos' };
export const debitMemos: Collection<Refundable> = { name: 'zuora.debitMemos' };
export const refunds: Collection<Refund> = { name: 'zuora.refunds' };
export const paymentMethods: Collection<PaymentMethod> = { name: 'zuora.paymentMethods' };
