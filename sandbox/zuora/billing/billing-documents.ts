import type { Units } from '../money.ts';
import type { Subscription } from '../records.ts';
import { billSubscription, type DocumentItem } from './bill-subscription.ts';

/** What billing puts on one invoice, or on one credit memo if the amount is below zero. */
export interface BillingDocument {
  readonly accountNumber: string;
  readonly amount: Units;
  readonly items: readonly DocumentItem[];
  readonly targetDate: string;
}

/** Subscriptions after billing, and the documents. */
export interface Billing {
  readonly subscriptions: readonly Subscription[];
  readonly documents: readonly BillingDocument[];
}

/**
 * Bills subscriptions. Orders, previews and bill runs all use it. Charges and credits of one invoice are netted; a subscription
 * that is invoiced separately has an invoice of its own.
 *
 * @param targetDateOf last day to bill of a subscription, `yyyy-mm-dd`
 */
export function billingOf(
  subscriptions: readonly Subscription[],
  targetDateOf: (subscription: Subscription) => string,
): Billing {
  const billed = subscriptions.map((subscription) => {
    const targetDate = targetDateOf(subscription);
    return { ...billSubscription(subscription, targetDate), targetDate };
  });
  const groups = Map.groupBy(billed, ({ subscription }) =>
    JSON.stringify([
      subscription.invoiceOwnerAccountNumber,
      subscription.invoiceSeparately ? subscription.subscriptionNumber : '',
    ]),
  );
  const documents = [...groups.values()].flatMap((group): readonly BillingDocument[] => {
    const items = group.flatMap((part) => part.items);
    const [first] = group;
    if (first === undefined || items.length === 0) return [];
    const amount = items.reduce((sum, item) => sum + item.amount, 0);
    const targetDate = group.map((part) => part.targetDate).reduce((one, other) => (one > other ? one : other));
    return [{ accountNumber: first.subscription.invoiceOwnerAccountNumber, amount, items, targetDate }];
  });
  return { subscriptions: billed.map(({ subscription }) => subscription), documents };
}
