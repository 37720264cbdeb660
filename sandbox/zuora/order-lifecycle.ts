import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import { accountByKey } from './accounts.ts';
import { notFound, zuoraRefusal } from './errors.ts';
import { effectKey } from './identifiers.ts';
import { type OrderRequest, orderSchema } from './order-schema.ts';
import { newOrder, placeOrder } from './place-order.ts';
import { type Order, orders, type Subscription, subscriptions } from './records.ts';
import { modelObject, requestBody, textField } from './request-body.ts';

/**
 * Stores an order without processing it.
 *
 * @throws Refusal when the order would create its account.
 */
export function keepOrder(
  call: Call,
  orderNumber: string,
  request: OrderRequest,
  status: 'Draft' | 'Scheduled',
): Reply {
  const { existingAccountNumber } = request;
  if (existingAccountNumber === undefined) throw businessError(`A ${status} order needs an existing account.`);
  const { accountNumber } = accountByKey(call.transaction, existingAccountNumber);
  const { subscriptions: parts } = request;
  const order: Order = {
    ...newOrder(call, orderNumber, accountNumber, request),
    status,
    subscriptions: parts.map(({ subscriptionNumber }) => ({ subscriptionNumber })),
    request,
  };
  call.transaction.put(orders, orderNumber, order);
  return { status: 200, body: { success: true, orderNumber, accountNumber, status } };
}

function orderOf({ transaction, param }: Call): Order {
  const order = transaction.get(orders, param('number'));
  if (order === undefined) throw notFound(param('number'));
  return order;
}

function activate(call: Call): Reply {
  const { orderNumber, request, status } = orderOf(call);
  if (status !== 'Draft') throw businessError(`Order ${orderNumber} is ${status}, not Draft.`);
  const { status: _status, ...activated } = orderSchema.parse(request);
  return placeOrder(call, orderNumber, activated);
}

/** Source: zuora-sdk 3.21.0, `CancelOrderRequest`. */
const cancelSchema = modelObject({ cancelReason: textField.optional() });

function cancel(call: Call): Reply {
  const { request: _request, ...order } = orderOf(call);
  const { cancelReason } = requestBody(call.request.body === '' ? '{}' : call.request.body, cancelSchema);
  const { accountNumber, orderNumber } = order;
  if (order.status !== 'Draft' && order.status !== 'Scheduled') {
    throw businessError(`Order ${orderNumber} is ${order.status}: only a Draft or Scheduled order can be cancelled.`);
  }
  const reason = cancelReason === undefined ? {} : { cancelReason };
  call.transaction.put(orders, orderNumber, { ...order, ...reason, status: 'Cancelled' });
  return { status: 200, body: { success: true, orderNumber, accountNumber, status: 'Cancelled', ...reason } };
}

/** Each subscription of the order is as it was before, or gone if the order created it. */
function remove(call: Call): Reply {
  const { transaction } = call;
  const order = orderOf(call);
  for (const [index, { subscriptionNumber = '' }] of order.subscriptions.entries()) {
    const current = transaction.get(subscriptions, subscriptionNumber);
    if (current === undefined || order.before === undefined) continue;
    const before = order.before[index] ?? null;
    const later = [...transaction.all(orders)].filter(
      (other) => other.createdDate > order.createdDate && changes(other, subscriptionNumber),
    );
    if (later.length > 0) throw businessError(`Order ${later[0]?.orderNumber} changed ${subscriptionNumber} later.`);
    if (billedOf(current) !== billedOf(before))
      throw businessError(`Charges of order ${order.orderNumber} are invoiced.`);
    if (before === null) transaction.remove(subscriptions, subscriptionNumber);
    else transaction.put(subscriptions, subscriptionNumber, before);
    const kind = before === null ? 'subscription.deleted' : 'subscription.restored';
    const { accountNumber } = current;
    const key = effectKey(call, subscriptionNumber);
    transaction.effect({ partner: 'zuora', kind, key, subscriptionNumber, accountNumber });
  }
  transaction.remove(orders, order.orderNumber);
  return { status: 200, body: { success: true } };
}

function changes({ before, subscriptions: parts }: Order, number: string): boolean {
  return before !== undefined && parts.some(({ subscriptionNumber }) => subscriptionNumber === number);
}

function billedOf(subscription: Subscription | null): string {
  const charges = subscription?.ratePlans.flatMap((plan) => plan.charges) ?? [];
  return JSON.stringify(charges.flatMap(({ billed }) => billed));
}

function businessError(message: string) {
  return zuoraRefusal({ category: 'businessRule' }, message);
}

/** `PUT /v1/orders/{number}/activate` and `/cancel`, `DELETE /v1/orders/{number}`. Source: Zuora v1 API reference, "Orders". */
export const orderLifecycleRoutes: readonly Route[] = [
  { method: 'PUT', pattern: '/v1/orders/:number/activate', kind: 'write', handle: activate },
  { method: 'PUT', pattern: '/v1/orders/:number/cancel', kind: 'write', handle: cancel },
  { method: 'DELETE', pattern: '/v1/orders/:number', kind: 'write', handle: remove },
];
