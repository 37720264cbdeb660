import type { Collection, Transaction } from '../state/transaction.ts';
import type { Period } from './billing/periods.ts';
import type { Charge } from './charges/charges.ts';
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
  readonly productId: string;
  readonly productRatePlanId: string;
  readonly ratePlanName: string;
  readonly uniqueToken: string | null;
  readonly lastChangeType: 'Add' | 'Update' | 'Remove';
  readonly charges: readonly Charge[];
}

/** The latest version of a subscription. Its status follows from its days. */
export interface Subscription {
  readonly id: string;
  readonly subscriptionNumber: string;
  readonly accountNumber: string;
  readonly invoiceOwnerAccountNumber: string;
  readonly invoiceSeparately: boolean;
  readonly version: number;
  readonly termType: 'TERMED' | 'EVERGREEN';
  readonly autoRenew: boolean;
  /** Length of the current term, in `currentTermPeriodType`; null for an evergreen subscription. */
  readonly currentTerm: number | null;
  readonly currentTermPeriodType: string | null;
  readonly contractEffectiveDate: string;
  readonly serviceActivationDate: string | null;
  readonly customerAcceptanceDate: string | null;
  /** Terms before the current one, oldest first. */
  readonly pastTerms: readonly Period[];
  readonly termStartDate: string;
  readonly termEndDate: string | null;
  /** First day without the subscription, if it was cancelled. */
  readonly cancelledDate: string | null;
  /** First day of the last suspension. */
  readonly suspendDate: string | null;
  /** First day after the last suspension. */
  readonly resumeDate: string | null;
  readonly ratePlans: readonly RatePlan[];
  readonly customFields: Readonly<Record<string, unknown>>;
}

/** An order. */
export interface Order {
  readonly orderNumber: string;
  readonly orderDate: string;
  readonly accountNumber: string;
  readonly status: 'Draft' | 'Scheduled' | 'Pending' | 'Completed' | 'Cancelled';
  readonly createdDate: string;
  readonly customFields?: Readonly<Record<string, unknown>>;
  readonly cancelReason?: string;
  readonly subscriptions: readonly { readonly subscriptionNumber?: string | undefined }[];
  /** Each subscription before the order; null if the order created it. */
  readonly before?: readonly (Subscription | null)[];
  /** What to process, if that did not happen yet. */
  readonly request?: unknown;
}

/** A payment method. One without an account is an orphan. */
export interface PaymentMethod {
  readonly id: string;
  readonly type: string;
  readonly accountNumber: string | null;
}

/** Settings of the tenant that orders depend on. */
export interface TenantRules {
  readonly requiresAcceptance: boolean;
}

/** Key of the only record of `tenantRules`. */
export const RULES = 'rules';

export const tenantRules: Collection<TenantRules> = { name: 'zuora.tenantRules' };
export const accounts: Collection<Account> = { name: 'zuora.accounts' };
export const subscriptions: Collection<Subscription> = { name: 'zuora.subscriptions' };
export const orders: Collection<Order> = { name: 'zuora.orders' };
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
