import type { Call } from '../server/route.ts';
import type { Collection } from '../state/transaction.ts';

/** A person with access to products that were bought. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly status: 'active';
  readonly profile: Readonly<Record<string, unknown>>;
}

/** An entitlement of a user, from its first day until the day before `until`. */
export interface Grant {
  readonly code: string;
  /** The subscription that it comes with; null if the request named none. */
  readonly subscription: string | null;
  /** `yyyy-mm-dd`. */
  readonly from: string;
  /** `yyyy-mm-dd`; null if it does not end. */
  readonly until: string | null;
}

/** The entitlements of a user: past, present and future. */
export interface EntitlementSet {
  readonly userId: string;
  readonly grants: readonly Grant[];
}

/** A completed request with an idempotency key. */
export interface ProvisioningRequest {
  readonly idempotencyKey: string;
  readonly operation: string;
  readonly status: 'completed';
  readonly at: string;
  readonly result: Readonly<Record<string, unknown>>;
  readonly undo: Undo;
}

/** How to undo a request. */
export type Undo =
  | { readonly what: 'user'; readonly userId: string }
  | { readonly what: 'order'; readonly orderId: string; readonly newUserId?: string }
  | { readonly what: 'entitlements'; readonly userId: string; readonly before: readonly Grant[] };

export const users: Collection<User> = { name: 'provisioning.users' };
export const orders: Collection<{ id: string; userId: string; order: object }> = { name: 'provisioning.orders' };
export const entitlements: Collection<EntitlementSet> = { name: 'provisioning.entitlements' };
export const requests: Collection<ProvisioningRequest> = { name: 'provisioning.requests' };

/** Stores a request under its idempotency key, so that it can be read and undone. Does nothing without a key. */
export function rememberRequest(call: Call, operation: string, result: Record<string, unknown>, undo: Undo): void {
  const { idempotencyKey, transaction } = call;
  if (idempotencyKey === undefined) return;
  const at = transaction.now.toISOString();
  transaction.put(requests, idempotencyKey, { idempotencyKey, operation, status: 'completed', at, result, undo });
}
