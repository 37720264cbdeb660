import type { Period } from './billing/periods.ts';
import type { Subscription } from './records.ts';

/** Status of a subscription as Zuora shows it. */
export type SubscriptionStatus = 'Active' | 'Pending Activation' | 'Pending Acceptance' | 'Suspended' | 'Cancelled';

/** Returns the first day without a subscription: of its cancellation, else of the end of its term. */
export function endOf({ cancelledDate, termEndDate }: Subscription): string | undefined {
  return cancelledDate ?? termEndDate ?? undefined;
}

/** Returns the terms of a subscription, oldest first; none if it is evergreen. */
export function termsOf({ pastTerms, termEndDate, termStartDate }: Subscription): readonly Period[] {
  return termEndDate === null ? pastTerms : [...pastTerms, { from: termStartDate, to: termEndDate }];
}

/** Returns whether a subscription waits for the day of its activation or its acceptance. */
export function isPending({ customerAcceptanceDate, serviceActivationDate }: Subscription): boolean {
  return serviceActivationDate === null || customerAcceptanceDate === null;
}

/**
 * Returns the status of a subscription on a day: a cancellation or a suspension takes effect on its own day, not when it is
 * ordered. Source: zuora-sdk 3.21.0, `SubscriptionStatus`; Zuora knowledge centre, "Subscription statuses".
 *
 * @param today `yyyy-mm-dd`
 */
export function statusOn(subscription: Subscription, today: string): SubscriptionStatus {
  const { cancelledDate, customerAcceptanceDate, resumeDate, serviceActivationDate, suspendDate } = subscription;
  if (cancelledDate !== null && cancelledDate <= today) return 'Cancelled';
  if (serviceActivationDate === null) return 'Pending Activation';
  if (customerAcceptanceDate === null) return 'Pending Acceptance';
  const isSuspended = suspendDate !== null && suspendDate <= today && (resumeDate === null || today < resumeDate);
  return isSuspended ? 'Suspended' : 'Active';
}
