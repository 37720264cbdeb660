import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { bill } from './billing.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { nextNumber } from './numbers.ts';
import { orderSchema } from './order-schema.ts';
import { processOrder } from './process-order.ts';
import { type Order, orders, type Subscription } from './records.ts';
import { requestBody } from './request-body.ts';

function create(call: Call): Reply {
  const { transaction } = call;
  const request = requestBody(call.request.body, orderSchema);
  const orderNumber = request.orderNumber ?? nextNumber(transaction, 'O-');
  if (transaction.get(orders, orderNumber) !== undefined) {
    throw zuoraRefusal({ category: 'businessRule' }, `The order number ${orderNumber} already exists.`);
  }
  const { account, subscriptions, amount } = processOrder(call, request);
  const { accountNumber } = account;
  const billed = bill(call, { accountNumber, amount, options: request.processingOptions ?? {} });
  const order: Order = {
    ...Object.fromEntries(Object.entries(request).filter(([name]) => name.endsWith('__c'))),
    orderNumber,
    orderDate: request.orderDate,
    accountNumber,
    status: statusOf(subscriptions),
    createdDate: transaction.now.toISOString(),
    subscriptions: request.subscriptions.map(({ orderActions }, index) => ({
      subscriptionNumber: subscriptions[index]?.subscriptionNumber,
      orderActions: orderActions.map((action, at) => ({ ...action, sequence: at })),
    })),
  };
  transaction.put(orders, orderNumber, order);
  const numbers = subscriptions.map(({ subscriptionNumber }) => subscriptionNumber);
  const states = subscriptions.map(({ subscriptionNumber, status }) => ({ subscriptionNumber, status }));
  const answer = {
    orderNumber,
    accountNumber,
    status: order.status,
    subscriptionNumbers: numbers,
    subscriptions: states,
  };
  return { status: 200, body: { success: true, ...answer, ...billed } };
}

/** An order waits as long as one of its subscriptions waits to be activated. */
export const statusOf = (subscriptions: readonly Subscription[]): Order['status'] =>
  subscriptions.some(({ status }) => status === 'Pending Activation') ? 'Pending' : 'Completed';

function read({ transaction, param }: Call): Reply {
  const order = transaction.get(orders, param('number'));
  if (order === undefined) throw notFound(param('number'));
  const { accountNumber, ...rest } = order;
  return { status: 200, body: { success: true, order: { ...rest, existingAccountNumber: accountNumber } } };
}

/** `POST /v1/orders` and `GET /v1/orders/{number}`. Source: Zuora v1 API reference, "Orders". */
export const orderRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/v1/orders', kind: 'write', handle: create },
  { method: 'GET', pattern: '/v1/orders/:number', kind: 'read', handle: read },
];
