import type { Reply } from '../server/exchange.ts';
import type { Call } from '../server/route.ts';
import { billOrder } from './billing/bill-order.ts';
import { dayOf } from './calendar.ts';
import { internalId } from './identifiers.ts';
import type { OrderRequest } from './order-schema.ts';
import { processOrder } from './process-order.ts';
import { type Order, orders, type Subscription, subscriptions } from './records.ts';
import { isPending, statusOn } from './subscription-status.ts';

/**
 * Processes and bills an order, stores it, and returns the answer.
 *
 * @throws Refusal when the order is not allowed or its payment fails; then nothing takes effect.
 */
export function placeOrder(call: Call, orderNumber: string, request: OrderRequest): Reply {
  const { transaction } = call;
  const before = request.subscriptions.map(
    ({ subscriptionNumber = '' }) => transaction.get(subscriptions, subscriptionNumber) ?? null,
  );
  const { account, subscriptions: changed } = processOrder(call, request);
  const options = request.processingOptions ?? {};
  const targetDate = options.billingOptions?.targetDate ?? defaultTargetDate(call, request, changed);
  const billed = billOrder(call, changed, targetDate, options);
  const order: Order = {
    ...newOrder(call, orderNumber, account.accountNumber, request),
    status: statusOf(changed),
    subscriptions: request.subscriptions.map(({ orderActions }, index) => ({
      subscriptionNumber: changed[index]?.subscriptionNumber,
      orderActions: orderActions.map((action, at) => ({ ...action, sequence: at })),
    })),
    before,
  };
  transaction.put(orders, orderNumber, order);
  const answer = {
    orderId: internalId(),
    orderNumber,
    accountId: account.id,
    accountNumber: account.accountNumber,
    status: order.status,
    subscriptionNumbers: changed.map(({ subscriptionNumber }) => subscriptionNumber),
    subscriptionIds: changed.map(({ id }) => id),
    subscriptions: changed.map((subscription) => stateView(call, subscription)),
  };
  return { status: 200, body: { success: true, ...answer, ...billed } };
}

/** Returns the fields that every stored order has. */
export function newOrder(
  { transaction }: Call,
  orderNumber: string,
  accountNumber: string,
  request: OrderRequest,
): Omit<Order, 'status' | 'subscriptions'> {
  const { customFields, orderDate } = request;
  const createdDate = transaction.now.toISOString();
  return { orderNumber, orderDate, accountNumber, createdDate, ...(customFields !== undefined && { customFields }) };
}

/** Returns the status of an order: it is pending while one of its subscriptions is. */
export function statusOf(changed: readonly Subscription[]): Order['status'] {
  return changed.some(isPending) ? 'Pending' : 'Completed';
}

/** Returns a subscription as the answer to an order names it. */
export function stateView({ transaction }: Call, subscription: Subscription): object {
  const { subscriptionNumber } = subscription;
  return { subscriptionNumber, status: statusOn(subscription, dayOf(transaction.now)) };
}

/**
 * Returns the last day to bill of an order that does not name one, which is not published: today, or a later day of the order.
 */
function defaultTargetDate({ transaction }: Call, order: OrderRequest, changed: readonly Subscription[]): string {
  const triggers = order.subscriptions.flatMap(({ orderActions }) =>
    orderActions.flatMap(({ triggerDates = [] }) => triggerDates.map(({ triggerDate }) => triggerDate)),
  );
  const renewed = order.subscriptions.flatMap(({ orderActions }, index) =>
    orderActions.some(({ type }) => type === 'RenewSubscription') ? (changed[index]?.termStartDate ?? []) : [],
  );
  return [dayOf(transaction.now), order.orderDate, ...triggers, ...renewed].toSorted().at(-1) ?? order.orderDate;
}
