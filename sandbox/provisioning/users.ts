import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { rememberRequest, type User, users } from './records.ts';
import { requestBody } from './request-body.ts';

const newUserSchema = z.looseObject({ email: z.email() });

/** Finds the user with this email, ignoring case. */
export function userByEmail(transaction: Transaction, email: string): User | undefined {
  return transaction.find(users, (user) => user.email.toLowerCase() === email.toLowerCase());
}

/** Adds a user and returns it. */
export function addUser(transaction: Transaction, email: string, profile: Record<string, unknown>): User {
  const id = `user-${String(transaction.nextNumber('provisioning.users')).padStart(8, '0')}`;
  const user: User = { id, email, status: 'active', profile };
  transaction.put(users, id, user);
  return user;
}

function createUser(call: Call): Reply {
  const { email, ...profile } = requestBody(call.request.body, newUserSchema);
  const existing = userByEmail(call.transaction, email);
  if (existing !== undefined) {
    const message = `A user with the email ${email} already exists.`;
    return { status: 409, body: { code: 'user_exists', message, userId: existing.id } };
  }
  const user = addUser(call.transaction, email, profile);
  const result = { id: user.id, status: user.status, email };
  rememberRequest(call, 'POST /users', result, { what: 'user', userId: user.id });
  const key = call.idempotencyKey ?? email;
  call.transaction.effect({ partner: 'provisioning', kind: 'user.provisioned', key, userId: user.id });
  return { status: 201, body: result };
}

function readUser({ transaction, param }: Call): Reply {
  const user = transaction.get(users, param('id'));
  if (user !== undefined) return { status: 200, body: user };
  return { status: 404, body: { code: 'not_found', message: `There is no user ${param('id')}.` } };
}

function deleteUser({ transaction, param }: Call): Reply {
  removeUser(transaction, param('id'), param('id'));
  return { status: 204 };
}

/** Removes a user. Removing an unknown user succeeds without an effect. */
export function removeUser(transaction: Transaction, userId: string, key: string): void {
  if (transaction.get(users, userId) === undefined) return;
  transaction.remove(users, userId);
  transaction.effect({ partner: 'provisioning', kind: 'user.removed', key, userId });
}

/** Operations on users: `POST /users`, `GET /users/{id}`, `DELETE /users/{id}`. */
export const userRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/users', kind: 'write', handle: createUser },
  { method: 'GET', pattern: '/users/:id', kind: 'read', handle: readUser },
  { method: 'DELETE', pattern: '/users/:id', kind: 'write', handle: deleteUser },
];
