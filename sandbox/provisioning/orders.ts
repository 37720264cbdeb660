import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import { isObject } from '../server/json-body.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { orders, rememberRequest } from './records.ts';
import { requestBody } from './request-body.ts';
import { addUser, removeUser, userByEmail } from './users.ts';

const orderSchema = z.looseObject({});

function acceptOrder(call: Call): Reply {
  const { transaction } = call;
  const order = requestBody(call.request.body, orderSchema);
  const email = emailOf(order);
  const existing = email === undefined ? undefined : userByEmail(transaction, email);
  const user = existing ?? (email === undefined ? undefined : addUser(transaction, email, {}));
  const number = transaction.nextNumber('provisioning.orders');
  const id = `request-${String(number).padStart(8, '0')}`;
  const userId = user?.id ?? null;
  transaction.put(orders, id, { id, userId: userId ?? '', order });
  const result = { id, status: 'accepted', userId };
  rememberRequest(call, 'POST /orders', result, {
    what: 'order',
    orderId: id,
    ...(user === undefined || user === existing ? {} : { newUserId: user.id }),
  });
  const key = call.idempotencyKey ?? (typeof order.id === 'string' ? order.id : id);
  transaction.effect({ partner: 'provisioning', kind: 'callout.received', key, id, userId });
  return { status: 201, body: result };
}

function readOrder({ transaction, param }: Call): Reply {
  const order = transaction.get(orders, param('id'));
  if (order !== undefined) return { status: 200, body: order };
  return { status: 404, body: { code: 'not_found', message: `There is no order ${param('id')}.` } };
}

function deleteOrder({ transaction, param }: Call): Reply {
  removeOrder(transaction, param('id'), undefined, param('id'));
  return { status: 204 };
}

/** Removes an order, and the user that it created. Removing an unknown order succeeds without an effect. */
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

/**
 * Operations on orders. `POST /orders` accepts any JSON object as an order of the user with the email in
 * `customerDetails.email`, and creates that user if there is none.
 */
export const orderRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/orders', kind: 'write', handle: acceptOrder },
  { method: 'GET', pattern: '/orders/:id', kind: 'read', handle: readOrder },
  { method: 'DELETE', pattern: '/orders/:id', kind: 'write', handle: deleteOrder },
];
