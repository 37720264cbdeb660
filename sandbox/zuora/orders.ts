import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { billOrder } from './billing/bill-order.ts';
import { previewOrder } from './billing/preview-order.ts';
import { dayOf } from './calendar.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { internalId, nextNumber } from './identifiers.ts';
import { checkParameters, enumParameter } from './listing.ts';
import { type OrderRequest, orderSchema, previewSchema } from './order-schema.ts';
import { processOrder } from './process-order.ts';
import { type Order, orders, type Subscription, subscriptions } from './records.ts';
import { requestBody } from './request-body.ts';
import { isPending, statusOn } from './subscription-status.ts';

function create(call: Call): Reply {
  const { transaction } = call;
  const request = requestBody(call.request.body, orderSchema);
  const orderNumber = request.orderNumber ?? nextNumber(transaction, 'O-');
  if (transaction.get(orders, orderNumber) !== undefined) {
    throw zuoraRefusal({ category: 'businessRule' }, `The order number ${orderNumber} already exists.`);
  }
  const { account, subscriptions: changed } = processOrder(call, request);
  const { accountNumber } = account;
  const options = request.processingOptions ?? {};
  const targetDate = options.billingOptions?.targetDate ?? defaultTargetDate(call, request, changed);
  const billed = billOrder(call, changed, targetDate, options);
  const order: Order = {
    ...Object.fromEntries(Object.entries(request).filter(([name]) => name.endsWith('__c'))),
    orderNumber,
    orderDate: request.orderDate,
    accountNumber,
    status: statusOf(changed),
    createdDate: transaction.now.toISOString(),
    subscriptions: request.subscriptions.map(({ orderActions }, index) => ({
      subscriptionNumber: changed[index]?.subscriptionNumber,
      orderActions: orderActions.map((action, at) => ({ ...action, sequence: at })),
    })),
  };
  transaction.put(orders, orderNumber, order);
  const numbers = changed.map(({ subscriptionNumber }) => subscriptionNumber);
  const states = changed.map((subscription) => stateView(call, subscription));
  const answer = {
    orderId: internalId(),
    orderNumber,
    accountId: account.id,
    accountNumber,
    status: order.status,
    subscriptionNumbers: numbers,
    subscriptionIds: changed.map(({ id }) => id),
    subscriptions: states,
  };
  return { status: 200, body: { success: true, ...answer, ...billed } };
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

function read({ transaction, param }: Call): Reply {
  const order = transaction.get(orders, param('number'));
  if (order === undefined) throw notFound(param('number'));
  return { status: 200, body: { success: true, order: orderView(order) } };
}

/** Zuora calls the account of an order differently once it is placed. */
function orderView({ accountNumber, ...order }: Order): object {
  return { ...order, existingAccountNumber: accountNumber };
}

function preview(call: Call): Reply {
  const order = requestBody(call.request.body, previewSchema);
  const { subscriptions: changed } = processOrder(call, order);
  return { status: 200, body: { success: true, previewResult: previewOrder(call, changed, order.previewOptions) } };
}

/** Source: zuora-swagger-client 1.2.0, `status` of "List orders by subscription number". */
const ORDER_STATUSES = 'all cancelled completed draft executing failed pending scheduled'.split(' ');

function listOfSubscription({ transaction, request, param }: Call): Reply {
  const number = param('number');
  if (transaction.get(subscriptions, number) === undefined) throw notFound(number);
  checkParameters(request.query, ['page', 'pageSize', 'dateFilterOption', 'startDate', 'endDate', 'status']);
  const status = enumParameter(request.query, 'status', ORDER_STATUSES) ?? 'all';
  const found = [...transaction.all(orders)].filter(
    (order) =>
      order.subscriptions.some(({ subscriptionNumber }) => subscriptionNumber === number) &&
      (status === 'all' || order.status.toLowerCase() === status),
  );
  return { status: 200, body: { success: true, orders: found.map(orderView) } };
}

/**
 * `POST /v1/orders`, `POST /v1/orders/preview`, `GET /v1/orders/{number}` and `GET /v1/orders/subscription/{number}`.
 * A preview stores nothing.
 * Source: Zuora v1 API reference, "Orders" and "Preview an order".
 */
export const orderRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/v1/orders', kind: 'write', handle: create },
  { method: 'POST', pattern: '/v1/orders/preview', kind: 'read', handle: preview },
  { method: 'GET', pattern: '/v1/orders/:number', kind: 'read', handle: read },
  { method: 'GET', pattern: '/v1/orders/subscription/:number', kind: 'read', handle: listOfSubscription },
];
