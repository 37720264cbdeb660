import type { AccountSubscriptions } from '../order-store/account-subscriptions.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { subscriptionChanges } from './subscription-changes.ts';

/** Writes what a completed order means for the subscriptions of its account. */
export type RecordSubscriptions = (orderId: string, run: number) => Promise<void>;

/**
 * Makes the writer. It runs before the order is marked complete, so that the repeat after a crash writes the same
 * again; an order that is complete, or that a later run has taken over, is left alone.
 *
 * One query and a few writes an order: only tenants whose sequences read account subscriptions have it.
 */
export function createRecordSubscriptions(
  orders: Pick<OrderStore, 'getWithSteps'>,
  subscriptions: AccountSubscriptions,
  now: () => Date,
): RecordSubscriptions {
  return async (orderId, run) => {
    const stored = await orders.getWithSteps(orderId);
    if (stored === undefined || stored.order.runs.length !== run || stored.order.status === 'complete') return;
    const { brought, ended, names, replaced } = subscriptionChanges(stored.order, stored.steps, now());
    for (const each of brought) await subscriptions.record(each);
    if (replaced !== undefined) await subscriptions.replace(names, replaced);
    if (ended !== undefined) await subscriptions.end(names, ended.at);
  };
}
