import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { entitlements, rememberRequest } from './records.ts';
import { requestBody } from './request-body.ts';

const codesSchema = z.array(z.string().min(1)).min(1);
const grantSchema = z.looseObject({ userId: z.string().min(1), codes: codesSchema });
const revokeSchema = z.looseObject({ userId: z.string().min(1), codes: codesSchema.optional() });

type Change = 'granted' | 'changed' | 'revoked';

function grant(call: Call): Reply {
  const { userId, codes } = requestBody(call.request.body, grantSchema);
  return apply(call, 'granted', userId, [...codesOf(call.transaction, userId), ...codes]);
}

function change(call: Call): Reply {
  const { userId, codes } = requestBody(call.request.body, grantSchema);
  return apply(call, 'changed', userId, codes);
}

function revoke(call: Call): Reply {
  const { userId, codes } = requestBody(call.request.body, revokeSchema);
  const before = codesOf(call.transaction, userId);
  return apply(call, 'revoked', userId, codes === undefined ? [] : before.filter((code) => !codes.includes(code)));
}

function apply(call: Call, status: Change, userId: string, wanted: readonly string[]): Reply {
  const before = codesOf(call.transaction, userId);
  const codes = [...new Set(wanted)].toSorted();
  const result = { userId, status, codes };
  rememberRequest(call, call.request.path, result, { what: 'entitlements', userId, before });
  setCodes(call.transaction, userId, codes, `entitlement.${status}`, call.idempotencyKey ?? userId);
  return { status: 200, body: result };
}

/** Sets the entitlements of a user. It has no effect if nothing changes. */
export function setCodes(
  transaction: Transaction,
  userId: string,
  codes: readonly string[],
  kind: string,
  key: string,
): void {
  const before = codesOf(transaction, userId);
  if (before.length === codes.length && before.every((code) => codes.includes(code))) return;
  transaction.put(entitlements, userId, { userId, codes });
  transaction.effect({ partner: 'provisioning', kind, key, userId, codes });
}

function read({ transaction, param }: Call): Reply {
  return { status: 200, body: { userId: param('userId'), codes: codesOf(transaction, param('userId')) } };
}

function revokeAll({ transaction, param }: Call): Reply {
  setCodes(transaction, param('userId'), [], 'entitlement.revoked', param('userId'));
  return { status: 204 };
}

function codesOf(transaction: Transaction, userId: string): readonly string[] {
  return transaction.get(entitlements, userId)?.codes ?? [];
}

/**
 * Operations on the entitlements of `userId`: `grant` adds `codes`, `change` replaces them, `revoke` removes `codes`, or
 * all of them if none are given. Each returns 200 with the remaining codes.
 */
export const entitlementRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/entitlements/grant', kind: 'write', handle: grant },
  { method: 'POST', pattern: '/entitlements/change', kind: 'write', handle: change },
  { method: 'POST', pattern: '/entitlements/revoke', kind: 'write', handle: revoke },
  { method: 'GET', pattern: '/entitlements/:userId', kind: 'read', handle: read },
  { method: 'DELETE', pattern: '/entitlements/:userId', kind: 'write', handle: revokeAll },
];
