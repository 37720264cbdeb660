import { randomBytes } from 'node:crypto';
import { CLIENT_ROLE_NAMES, CLIENT_ROLES, type ClientRole, SCOPES, type Scope } from '../../core/access.ts';
import { type ClientCredentials, openCredentials, readCredentials } from '../credentials-file.ts';
import { sameSecret } from './same-secret.ts';

/** Paths of the issuer, relative to its URL. */
export const ISSUER_PATHS = {
  token: '/oauth2/token',
  discovery: '/.well-known/openid-configuration',
  authorizationServer: '/.well-known/oauth-authorization-server',
  keys: '/.well-known/jwks.json',
} as const;

/** A client of the single machine, and every scope that it may request. */
export interface Client extends ClientCredentials {
  readonly scopes: readonly Scope[];
}

/** The clients of the single machine. */
export interface Clients {
  readonly byRole: Readonly<Record<ClientRole, Client>>;
  /** Returns the client with this id and this secret; undefined if there is none. Takes the same time for any of them. */
  find(found: ClientCredentials): Client | undefined;
}

/**
 * Reads `credentials.json` of a data folder, and adds a random client for each role that has none.
 *
 * The client of a folder of version 0.2 is kept with all its scopes.
 *
 * @throws DataFileUnusable when the file has other content
 */
export async function openClients(dataDir: string): Promise<Clients> {
  const { clients, former: formerClient } = await openCredentials(dataDir, (stored) => ({
    ...stored,
    clients: byRole((role) => stored.clients[role] ?? newCredentials(role)),
  }));
  const withScopes = byRole((role) => ({ ...clients[role], scopes: CLIENT_ROLES[role].scopes }));
  const former = formerClient === undefined ? [] : [{ ...formerClient, scopes: SCOPES }];
  const all: readonly Client[] = [...Object.values(withScopes), ...former];
  return { byRole: withScopes, find: (found) => all.filter((client) => isClient(client, found))[0] };
}

/**
 * Reads the client of a role from `credentials.json`, for a client of the running system.
 *
 * @returns undefined when the folder has no such client yet
 * @throws DataFileUnusable when the file has other content
 */
export async function readClientCredentials(dataDir: string, role: ClientRole): Promise<ClientCredentials | undefined> {
  return (await readCredentials(dataDir))?.clients[role];
}

function byRole<Value>(create: (role: ClientRole) => Value): Record<ClientRole, Value> {
  return Object.fromEntries(CLIENT_ROLE_NAMES.map((role) => [role, create(role)])) as Record<ClientRole, Value>;
}

function newCredentials(role: ClientRole): ClientCredentials {
  return {
    clientId: `${role}-${randomBytes(8).toString('hex')}`,
    clientSecret: randomBytes(32).toString('base64url'),
  };
}

function isClient(expected: ClientCredentials, found: ClientCredentials): boolean {
  const sameId = sameSecret(expected.clientId, found.clientId);
  const isSameSecret = sameSecret(expected.clientSecret, found.clientSecret);
  return sameId && isSameSecret;
}
