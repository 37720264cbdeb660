import type { Call } from '../server/route.ts';
import type { Collection } from '../state/transaction.ts';

/** A person with access to products that were bought. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly status: 'active';
  readonly profile: Readonly<Record<string, unknown>>;
}

/** Entitlement codes of a user. */
export interface EntitlementSet {
  readonly userId: string;
  readonly codes: readonly string[];
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
  | { readonly what: 'entitlements'; readonly userId: string; readonly before: readonly string[] };

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
