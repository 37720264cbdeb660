import type { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { CONSOLE_PATH, SIGNED_IN_PATH } from '../../blueprint/routes/console.ts';
import { type SignIn, spelledScopes } from '../../blueprint/wire/console-settings.ts';
import { personScopes } from '../../core/person-roles.ts';
import type { Identity } from './identity.ts';
import { addPeopleClient } from './people-client.ts';

/** Who signs people in, and where the console is. */
export interface ConsoleSignInProps {
  readonly auth: Blueprint['auth'];
  /** The tenant's user pool, if its file names no issuer. */
  readonly identity: Identity | undefined;
  readonly apiUrl: string;
}

/**
 * Returns how people sign in to the console: at the issuer that the tenant file names, or with a public client that this adds to
 * the user pool.
 *
 * @returns null if the tenant file names an issuer but no client of the console
 */
export function consoleSignIn(scope: Construct, { auth, identity, apiUrl }: ConsoleSignInProps): SignIn | null {
  if (identity !== undefined) return poolSignIn(scope, identity, apiUrl);
  if (auth?.console === undefined) return null;
  const { endSessionEndpoint, ...client } = auth.console;
  return {
    ...client,
    issuer: auth.issuer,
    ...(endSessionEndpoint !== undefined && { endSessionEndpoint }),
    signOut: 'openid',
    scopes: spelledScopes(personScopes(), (name) => name),
  };
}

function poolSignIn(scope: Construct, identity: Identity, apiUrl: string): SignIn {
  const { baseUrl, authority } = identity;
  const scopes = spelledScopes(personScopes(), authority.scopeOf);
  const clientId = addPeopleClient(scope, {
    name: 'console',
    identity,
    callbackUrls: [`${apiUrl}${SIGNED_IN_PATH}`],
    logoutUrls: [`${apiUrl}${CONSOLE_PATH}`],
  });
  return {
    issuer: authority.issuer,
    clientId,
    authorizationEndpoint: `${baseUrl}/oauth2/authorize`,
    tokenEndpoint: `${baseUrl}/oauth2/token`,
    endSessionEndpoint: `${baseUrl}/logout`,
    signOut: 'cognito',
    scopes,
    identityScopes: ['openid'],
  };
}
