import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import { isObject } from '../server/json-body.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { orders } from './records.ts';
import { rememberRequest } from './remember-request.ts';
import { requestBody } from './request-body.ts';
import { addUser, removeUser, userByEmail } from './users.ts';

const orderSchema = z.looseObject({});

function acceptOrder(call: Call): Reply {
  const { transaction } = call;
  const order = requestBody(call.request.body, orderSchema);
  const email = emailOf(order);
  const known = email === undefined ? undefined : userByEmail(transaction, email);
  const user = known ?? (email === undefined ? undefined : addUser(transaction, email, {}));
  const number = transaction.nextNumber('provisioning.orders');
  const id = `request-${String(number).padStart(8, '0')}`;
  const userId = user?.id ?? null;
  transaction.put(orders, id, { id, userId: userId ?? '', order });
  const result = { id, status: 'accepted', userId };
  rememberRequest(call, 'POST /orders', result, {
    what: 'order',
    orderId: id,
    ...(user === undefined || user === known ? {} : { newUserId: user.id }),
  });
  const key = call.idempotencyKey ?? (typeof order.id === 'string' ? order.id : id);
  transaction.effect({ partner: 'provisioning', kind: 'callout.received', key, id, userId });
  return { status: 201, body: result };
}

function readOrder({ transaction, param }: Call): Reply {
  const order = transaction.get(orders, param('id'));
  if (order !== undefined) return { status: 200, body: order };
  return { status: 404, body: { code: 'not_found', message: `No order was accepted as ${param('id')}.` } };
}

function deleteOrder({ transaction, param }: Call): Reply {
  removeOrder(transaction, param('id'), undefined, param('id'));
  return { status: 204 };
}

/** Takes an order back, with the user it brought; taking back nothing succeeds and is no effect. */
export function removeOrder(transaction: Transaction, id: string, newUserId: string | undefined, key: string): void {
  if (transaction.get(orders, id) === undefined) return;
  transaction.remove(orders, id);
  transaction.effect({ partner: 'provisioning', kind: 'callout.undone', key, id });
  if (newUserId !== undefined) removeUser(transaction, newUserId, key);
}

function emailOf(order: Record<string, unknown>): string | undefined {
  const customer = isObject(order.customerDetails) ? order.customerDetails : order;
  return typeof customer.email === 'string' && customer.email !== '' ? customer.email : undefined;
}

/** `POST /orders` takes any JSON object; the user is the one whose email is in `customerDetails.email`, made when new. */
export const orderRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/orders', kind: 'write', handle: acceptOrder },
  { method: 'GET', pattern: '/orders/:id', kind: 'read', handle: readOrder },
  { method: 'DELETE', pattern: '/orders/:id', kind: 'write', handle: deleteOrder },
];
