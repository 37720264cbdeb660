import type { Reply } from '../server/exchange.ts';
import { rememberedAnswers } from '../server/remembered-answers.ts';
import type { Call, Route } from '../server/route.ts';
import { setCodes } from './entitlements.ts';
import { removeOrder } from './orders.ts';
import { requests } from './records.ts';
import { removeUser } from './users.ts';

function readRequest({ transaction, param }: Call): Reply {
  const known = transaction.get(requests, param('key'));
  if (known === undefined) {
    return { status: 404, body: { code: 'not_found', message: 'No completed request has this idempotency key.' } };
  }
  const { undo: _undo, ...shown } = known;
  return { status: 200, body: shown };
}

function undoRequest({ transaction, param }: Call): Reply {
  const key = param('key');
  const known = transaction.get(requests, key);
  if (known === undefined) return { status: 204 };
  const { undo } = known;
  if (undo.what === 'user') removeUser(transaction, undo.userId, key);
  else if (undo.what === 'order') removeOrder(transaction, undo.orderId, undo.newUserId, key);
  else setCodes(transaction, undo.userId, undo.before, 'entitlement.restored', key);
  transaction.remove(requests, key);
  transaction.remove(rememberedAnswers('provisioning'), key);
  return { status: 204 };
}

/**
 * A request by its idempotency key: `GET` says whether it happened (404 when not), `DELETE` takes it back, which succeeds
 * when nothing was there. The key can be used again afterwards.
 */
export const requestRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/requests/:key', kind: 'read', handle: readRequest },
  { method: 'DELETE', pattern: '/requests/:key', kind: 'write', handle: undoRequest },
];
