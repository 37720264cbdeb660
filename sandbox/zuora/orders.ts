import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { previewOrder } from './billing/preview-order.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { nextNumber } from './identifiers.ts';
import { checkParameters, enumParameter, pageOf } from './listing.ts';
import { keepOrder } from './order-lifecycle.ts';
import { orderSchema, previewSchema } from './order-schema.ts';
import { placeOrder } from './place-order.ts';
import { processOrder } from './process-order.ts';
import { type Order, orders, subscriptions } from './records.ts';
import { requestBody } from './request-body.ts';

function create(call: Call): Reply {
  const { transaction } = call;
  const request = requestBody(call.request.body, orderSchema);
  const orderNumber = request.orderNumber ?? nextNumber(transaction, 'O-');
  if (transaction.get(orders, orderNumber) !== undefined) {
    throw zuoraRefusal({ category: 'businessRule' }, `The order number ${orderNumber} already exists.`);
  }
  const later =
    request.status === 'Draft' ? 'Draft' : request.schedulingOptions === undefined ? undefined : 'Scheduled';
  return later === undefined ? placeOrder(call, orderNumber, request) : keepOrder(call, orderNumber, request, later);
}

function read({ transaction, param }: Call): Reply {
  const order = transaction.get(orders, param('number'));
  if (order === undefined) throw notFound(param('number'));
  return { status: 200, body: { success: true, order: orderView(order) } };
}

/** Zuora calls the account of an order differently once it is placed. */
function orderView({ accountNumber, before: _before, request: _request, ...order }: Order): object {
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
  const page = pageOf(request, found);
  return { status: 200, body: { success: true, orders: page.found.map(orderView), ...page.nextPage } };
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
