import type { Collection } from '../state/collection.ts';

/** A person who may use what was bought. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly status: 'active';
  readonly profile: Readonly<Record<string, unknown>>;
}

/** What a user may use, by code. */
export interface EntitlementSet {
  readonly userId: string;
  readonly codes: readonly string[];
}

/** A request that had an idempotency key, with what is needed to undo it. */
export interface ProvisioningRequest {
  readonly idempotencyKey: string;
  readonly operation: string;
  readonly status: 'completed';
  readonly at: string;
  readonly result: Readonly<Record<string, unknown>>;
  readonly undo: Undo;
}

/** How to take a request back. */
export type Undo =
  | { readonly what: 'user'; readonly userId: string }
  | { readonly what: 'order'; readonly orderId: string; readonly newUserId?: string }
  | { readonly what: 'entitlements'; readonly userId: string; readonly before: readonly string[] };

export const users: Collection<User> = { name: 'provisioning.users' };
export const orders: Collection<{ id: string; userId: string; order: object }> = { name: 'provisioning.orders' };
export const entitlements: Collection<EntitlementSet> = { name: 'provisioning.entitlements' };
export const requests: Collection<ProvisioningRequest> = { name: 'provisioning.requests' };
