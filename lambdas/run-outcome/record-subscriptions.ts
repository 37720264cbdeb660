import { isAtRest } from '../../core/order/order-status.ts';
import type { AccountSubscriptions } from '../order-store/account-subscriptions.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { subscriptionChanges } from './subscription-changes.ts';

/** Writes what an order that is about to be complete means for the subscriptions of its account. */
export type RecordSubscriptions = (orderId: string, run: number) => Promise<void>;

/**
 * Makes the writer. It runs before the order is marked complete, so that the repeat after a crash writes the same
 * again. An order that may not become complete any more is left alone: it is complete already, and this was written
 * before; it was cancelled, held or failed; or a later run has taken over.
 *
 * An order that is cancelled in the moment between this and the mark has left its subscriptions behind.
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
    if (stored === undefined || stored.order.runs.length !== run || isAtRest(stored.order.status)) return;
    const { brought, ended, names, replaced } = subscriptionChanges(stored.order, stored.steps, now());
    for (const each of brought) await subscriptions.record(each);
    if (replaced !== undefined) await subscriptions.replace(names, replaced);
    if (ended !== undefined) await subscriptions.end(names, ended.at);
  };
}
