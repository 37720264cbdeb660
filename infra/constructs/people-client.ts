import {
  CfnManagedLoginBranding,
  OAuthScope,
  UserPoolClient,
  UserPoolClientIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Duration } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { pascalCase } from '../../core/names.ts';
import { personScopes } from '../../core/person-roles.ts';
import type { Identity } from './identity.ts';

/** A client with which people sign in. */
export interface PeopleClientProps {
  /** Unique in the pool, kebab-case; also the start of its logical ids. */
  readonly name: string;
  readonly identity: Identity;
  /** Where people may be sent back to after they signed in. */
  readonly callbackUrls: string[];
  /** Where they may be sent back to after they signed out. @default nowhere */
  readonly logoutUrls?: string[];
}

/**
 * Adds a public client to a user pool, for the code flow with PKCE, and the page on which its people sign in.
 *
 * @returns the id of the client
 */
export function addPeopleClient(scope: Construct, props: PeopleClientProps): string {
  const { name, callbackUrls, logoutUrls, identity } = props;
  const { userPool, userPoolId, authority } = identity;
  const scopes = personScopes().map((wanted) => OAuthScope.custom(authority.scopeOf(wanted)));
  const client = new UserPoolClient(scope, `${pascalCase(name)}Client`, {
    userPool,
    userPoolClientName: name,
    generateSecret: false,
    authFlows: {},
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID, ...scopes],
      callbackUrls,
      ...(logoutUrls !== undefined && { logoutUrls }),
    },
    supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    refreshTokenValidity: Duration.hours(12),
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
  });
  // Without a style, the pool has no page for this client. Source: Amazon Cognito Developer Guide, "Managed login branding".
  new CfnManagedLoginBranding(scope, `${pascalCase(name)}SignInPage`, {
    userPoolId,
    clientId: client.userPoolClientId,
    useCognitoProvidedValues: true,
  });
  return client.userPoolClientId;
}
