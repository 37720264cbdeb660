import type { Reply } from '../server/exchange.ts';
import { rememberedAnswers } from '../server/remembered-answers.ts';
import type { Call, Route } from '../server/route.ts';
import { setGrants } from './entitlements.ts';
import { removeOrder } from './orders.ts';
import { requests } from './records.ts';
import { removeUser } from './users.ts';

function readRequest({ transaction, param }: Call): Reply {
  const request = transaction.get(requests, param('key'));
  if (request === undefined) {
    return {
      status: 404,
      body: { code: 'not_found', message: 'There is no completed request with this idempotency key.' },
    };
  }
  const { undo: _undo, ...shown } = request;
  return { status: 200, body: shown };
}

function undoRequest({ transaction, param }: Call): Reply {
  const key = param('key');
  const request = transaction.get(requests, key);
  if (request === undefined) return { status: 204 };
  const { undo } = request;
  if (undo.what === 'user') removeUser(transaction, undo.userId, key);
  else if (undo.what === 'order') removeOrder(transaction, undo.orderId, undo.newUserId, key);
  else setGrants(transaction, undo.userId, undo.before, 'entitlement.restored', key);
  transaction.remove(requests, key);
  transaction.remove(rememberedAnswers('provisioning'), key);
  return { status: 204 };
}

/**
 * Operations on a request by its idempotency key. `GET` returns it, or 404 if it was never completed. `DELETE` undoes it and
 * frees the key for another request. It also succeeds for an unknown key.
 */
export const requestRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/requests/:key', kind: 'read', handle: readRequest },
  { method: 'DELETE', pattern: '/requests/:key', kind: 'write', handle: undoRequest },
];
