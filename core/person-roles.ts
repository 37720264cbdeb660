import type { RoleSpec, Scope } from './access.ts';

/** Each kind of person who signs in to the console, and the scopes of their tokens. */
export const PERSON_ROLES = {
  viewer: {
    description: 'Reads orders and their history, without personal data.',
    scopes: ['orders:read'],
  },
  operator: {
    description: 'Recovers orders and manages webhooks; sees what customers submitted.',
    scopes: ['orders:read', 'orders:operate', 'orders:payload'],
  },
  auditor: {
    description: 'Reads orders, the config and webhooks, and what customers submitted; every such reading is recorded.',
    scopes: ['orders:read', 'orders:audit', 'orders:payload'],
  },
} as const satisfies Readonly<Record<string, RoleSpec>>;

/** A kind of person. */
export type PersonRole = keyof typeof PERSON_ROLES;

/** Every kind of person. */
export const PERSON_ROLE_NAMES = Object.keys(PERSON_ROLES) as readonly PersonRole[];

/** Returns the scopes that some person may have: those that the console asks for. */
export function personScopes(): readonly Scope[] {
  return [...new Set(Object.values(PERSON_ROLES).flatMap(({ scopes }): readonly Scope[] => scopes))];
}
