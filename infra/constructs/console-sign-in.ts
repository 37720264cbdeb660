import {
  CfnManagedLoginBranding,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Blueprint } from '../../blueprint/blueprint.ts';
import { CONSOLE_PATH, SIGNED_IN_PATH } from '../../blueprint/routes/console.ts';
import { type SignIn, spelledScopes } from '../../blueprint/wire/console-settings.ts';
import { personScopes } from '../../core/person-roles.ts';
import type { Identity } from './identity.ts';

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

function poolSignIn(scope: Construct, { userPool, userPoolId, baseUrl, authority }: Identity, apiUrl: string): SignIn {
  const scopes = spelledScopes(personScopes(), authority.scopeOf);
  const client = new UserPoolClient(scope, 'ConsoleClient', {
    userPool,
    userPoolClientName: 'console',
    generateSecret: false,
    authFlows: {},
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, ...Object.values(scopes).map((name) => OAuthScope.custom(name))],
      callbackUrls: [`${apiUrl}${SIGNED_IN_PATH}`],
      logoutUrls: [`${apiUrl}${CONSOLE_PATH}`],
    },
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.hours(12),
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
  });
  // Without a style, the pool has no page for this client. Source: Amazon Cognito Developer Guide, "Managed login branding".
  new CfnManagedLoginBranding(scope, 'ConsoleSignInPage', {
    userPoolId,
    clientId: client.userPoolClientId,
    useCognitoProvidedValues: true,
  });
  return {
    issuer: authority.issuer,
    clientId: client.userPoolClientId,
    authorizationEndpoint: `${baseUrl}/oauth2/authorize`,
    tokenEndpoint: `${baseUrl}/oauth2/token`,
    endSessionEndpoint: `${baseUrl}/logout`,
    signOut: 'cognito',
    scopes,
    identityScopes: ['openid'],
  };
}
