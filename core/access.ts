/** What a bearer token may do, by scope. The API, the token issuers, the OpenAPI document and the roles all read this. */
export const SCOPE_DESCRIPTIONS = {
  'orders:read': 'Read orders and their history, without personal data.',
  'orders:write': 'Submit and preview orders.',
  'orders:callback': 'Answer steps that wait for a callback.',
  'orders:operate': 'Recover orders, manage webhooks and read the config.',
  'orders:audit': 'Read the config, and webhooks with their deliveries.',
  'orders:payload': 'Read orders as they were submitted, with personal data.',
  'orders:erase': 'Erase the personal data of a customer.',
} as const;

/** A scope of the API. */
export type Scope = keyof typeof SCOPE_DESCRIPTIONS;

/** Every scope of the API. */
export const SCOPES = Object.keys(SCOPE_DESCRIPTIONS) as readonly Scope[];

/** Each kind of client: what it is for, and its scopes. A deployment and a data folder have at most one client of each. */
export const CLIENT_ROLES = {
  channel: {
    description: 'A shop or another channel: submits orders and follows them.',
    scopes: ['orders:read', 'orders:write'],
  },
  callback: {
    description: 'A system that answers waiting steps, and nothing else.',
    scopes: ['orders:callback'],
  },
  operator: {
    description: 'Recovers orders and manages webhooks; sees what customers submitted.',
    scopes: ['orders:read', 'orders:operate', 'orders:payload'],
  },
  auditor: {
    description: 'Reads orders and their history, the config and webhooks, without personal data.',
    scopes: ['orders:read', 'orders:audit'],
  },
  privacy: {
    description: 'Answers requests of customers about their data: reads and erases it.',
    scopes: ['orders:read', 'orders:payload', 'orders:erase'],
  },
} as const satisfies Readonly<Record<string, RoleSpec>>;

/** A role: what it is for, and its scopes. */
export interface RoleSpec {
  readonly description: string;
  readonly scopes: readonly Scope[];
}

/** A kind of client. */
export type ClientRole = keyof typeof CLIENT_ROLES;

/** Every kind of client. */
export const CLIENT_ROLE_NAMES = Object.keys(CLIENT_ROLES) as readonly ClientRole[];
