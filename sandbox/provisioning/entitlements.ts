import * as z from 'zod';
import type { Reply } from '../server/exchange.ts';
import type { Call, Route } from '../server/route.ts';
import type { Transaction } from '../state/transaction.ts';
import { addGrants, codesOn, endGrants, type NewGrant } from './grants.ts';
import { entitlements, type Grant, rememberRequest } from './records.ts';
import { requestBody } from './request-body.ts';

const codesSchema = z.array(z.string().min(1));
const someCodes = codesSchema.min(1);
const common = { userId: z.string().min(1), subscription: z.string().min(1).optional() };
const day = z.iso.date();
const effectiveDate = day.optional();
const subscriptions = z.array(z.strictObject({ subscription: z.string().min(1), codes: someCodes })).optional();
const grantSchema = z
  .strictObject({ ...common, codes: someCodes, subscriptions, effectiveDate, endsOn: day.optional() })
  .refine(({ effectiveDate: from = '', endsOn }) => endsOn === undefined || endsOn > from, {
    path: ['endsOn'],
    error: 'expected a day after effectiveDate',
  });
const changeSchema = z.union([
  grantSchema,
  z.strictObject({ ...common, add: codesSchema, remove: codesSchema, effectiveDate, endsOn: day.optional() }),
]);
const revokeSchema = z.strictObject({ ...common, codes: someCodes.optional(), effectiveDate });

type Change = 'granted' | 'changed' | 'revoked';

function grant(call: Call): Reply {
  const request = requestBody(call.request.body, grantSchema);
  const { effectiveDate: from = today(call.transaction), endsOn = null, userId } = request;
  const known = grantsOf(call.transaction, userId);
  const grants = newGrants(request).reduce((all, added) => addGrants(all, added, from, endsOn), known);
  return apply(call, 'granted', userId, grants, from);
}

function change(call: Call): Reply {
  const request = requestBody(call.request.body, changeSchema);
  const { effectiveDate: from = today(call.transaction), endsOn = null, subscription, userId } = request;
  const known = grantsOf(call.transaction, userId);
  const goes = 'add' in request ? isIn(request.remove) : (code: string) => !request.codes.includes(code);
  const kept = endGrants(known, subscription, goes, from);
  const added = { codes: 'add' in request ? request.add : request.codes, subscription: subscription ?? null };
  return apply(call, 'changed', userId, addGrants(kept, added, from, endsOn), from);
}

function revoke(call: Call): Reply {
  const { codes, effectiveDate: from, subscription, userId } = requestBody(call.request.body, revokeSchema);
  const at = from ?? today(call.transaction);
  const isMeant = codes === undefined ? () => true : isIn(codes);
  return apply(call, 'revoked', userId, endGrants(grantsOf(call.transaction, userId), subscription, isMeant, at), at);
}

function newGrants({ codes, subscription, subscriptions }: z.output<typeof grantSchema>): readonly NewGrant[] {
  return subscriptions ?? [{ codes, subscription: subscription ?? null }];
}

function isIn(codes: readonly string[]): (code: string) => boolean {
  return (code) => codes.includes(code);
}

function apply(call: Call, status: Change, userId: string, grants: readonly Grant[], effectiveDate: string): Reply {
  const before = grantsOf(call.transaction, userId);
  const result = { userId, status, effectiveDate, codes: codesOn(grants, today(call.transaction)) };
  rememberRequest(call, call.request.path, result, { what: 'entitlements', userId, before });
  setGrants(call.transaction, userId, grants, `entitlement.${status}`, call.idempotencyKey ?? userId, {
    effectiveDate,
  });
  return { status: 200, body: result };
}

/**
 * Sets the entitlements of a user. It has no effect if nothing changes.
 *
 * @param detail further details of the effect
 */
export function setGrants(
  transaction: Transaction,
  userId: string,
  grants: readonly Grant[],
  kind: string,
  key: string,
  detail: object = {},
): void {
  const before = grantsOf(transaction, userId);
  const sorted = grants.toSorted((one, other) => textOf(one).localeCompare(textOf(other)));
  if (JSON.stringify(before) === JSON.stringify(sorted)) return;
  transaction.put(entitlements, userId, { userId, grants: sorted });
  const codes = codesOn(sorted, today(transaction));
  transaction.effect({ partner: 'provisioning', kind, key, userId, codes, ...detail });
}

function textOf({ code, from, subscription }: Grant): string {
  return JSON.stringify([code, subscription, from]);
}

const querySchema = z.strictObject({ on: day.optional() });

/** The codes of a day, by default today, and every grant with its days. */
function read({ request, transaction, param }: Call): Reply {
  const query = querySchema.safeParse(Object.fromEntries(request.query));
  if (!query.success) return { status: 400, body: { code: 'invalid_request', message: z.prettifyError(query.error) } };
  const grants = grantsOf(transaction, param('userId'));
  const codes = codesOn(grants, query.data.on ?? today(transaction));
  return { status: 200, body: { userId: param('userId'), codes, grants } };
}

function revokeAll({ transaction, param }: Call): Reply {
  const userId = param('userId');
  const grants = endGrants(grantsOf(transaction, userId), undefined, () => true, today(transaction));
  setGrants(transaction, userId, grants, 'entitlement.revoked', userId);
  return { status: 204 };
}

function grantsOf(transaction: Transaction, userId: string): readonly Grant[] {
  return transaction.get(entitlements, userId)?.grants ?? [];
}

function today(transaction: Transaction): string {
  return transaction.now.toISOString().slice(0, 'yyyy-mm-dd'.length);
}

/**
 * Operations on the entitlements of `userId`, from the day `effectiveDate` on, by default today: `grant` adds `codes`, or those of
 * each of `subscriptions`, until `endsOn`; `change` replaces the codes of `subscription`, or takes `add` and `remove`; `revoke` ends
 * `codes`, or all of `subscription`, or all of the user. Each returns 200 with the codes of today; `GET` has `?on=yyyy-mm-dd` for
 * another day.
 */
export const entitlementRoutes: readonly Route[] = [
  { method: 'POST', pattern: '/entitlements/grant', kind: 'write', handle: grant },
  { method: 'POST', pattern: '/entitlements/change', kind: 'write', handle: change },
  { method: 'POST', pattern: '/entitlements/revoke', kind: 'write', handle: revoke },
  { method: 'GET', pattern: '/entitlements/:userId', kind: 'read', handle: read },
  { method: 'DELETE', pattern: '/entitlements/:userId', kind: 'write', handle: revokeAll },
];
