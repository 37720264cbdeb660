import { createHash } from 'node:crypto';
import {
  FeaturePlan,
  type IUserPool,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
  UserPoolGroup,
  UserPoolOperation,
  type UserPoolResourceServer,
} from 'aws-cdk-lib/aws-cognito';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Aws, CrossStackReferences, Duration, ReferenceStrength, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LIMIT_SCOPES_FUNCTION } from '../../blueprint/functions/identity-functions.ts';
import { poolScope, poolScopeName, SCOPE_NAMESPACE } from '../../blueprint/pool-scopes.ts';
import { CLIENT_ROLES, type ClientRole, SCOPES, type Scope } from '../../core/access.ts';
import { pascalCase } from '../../core/names.ts';
import { PERSON_ROLES } from '../../core/person-roles.ts';
import { acknowledge } from '../acknowledge.ts';
import type { TokenAuthority } from './order-api.ts';

/** Properties of `Identity`. */
export interface IdentityProps {
  readonly userPoolName: string;
  /** Makes the pool's domain unique. */
  readonly tenant: string;
  /** The roles to make a client for. */
  readonly clients: readonly ClientRole[];
  functionOf(id: string): IFunction;
}

/**
 * A user pool that issues tokens to machines (client credentials) and to people (managed login), for tenants that name no issuer.
 * A person's groups are their roles.
 */
export class Identity extends Construct {
  readonly authority: TokenAuthority;
  readonly userPool: IUserPool;
  /** Base URL of the pages and endpoints of the pool's domain. */
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly userPoolId: string;
  readonly clientIds: ReadonlyMap<ClientRole, string>;

  constructor(scope: Construct, id: string, { userPoolName, tenant, clients, functionOf }: IdentityProps) {
    super(scope, id);
    const pool = new UserPool(this, 'UserPool', {
      userPoolName,
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 16,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(pool, {
      'AwsSolutions-COG8':
        'The Plus plan adds threat protection, at a price per person. People here are employees, created by an administrator, with a second factor.',
    });
    pool.addTrigger(
      UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      functionOf(LIMIT_SCOPES_FUNCTION),
      LambdaVersion.V2_0,
    );
    for (const [role, { description }] of Object.entries(PERSON_ROLES))
      new UserPoolGroup(this, `${pascalCase(role)}Group`, { userPool: pool, groupName: role, description });
    const server = addScopes(pool);
    const added = new Map(clients.map((role) => [role, addClient(pool, server, role)]));
    const domain = addDomain(pool, tenant);

    // While the API trusts the pool, CloudFormation must not delete it.
    for (const resource of [pool, ...added.values(), domain])
      CrossStackReferences.of(resource).produce(ReferenceStrength.STRONG);
    this.userPoolId = pool.userPoolId;
    this.clientIds = new Map([...added].map(([role, { userPoolClientId }]) => [role, userPoolClientId]));
    this.userPool = pool;
    this.baseUrl = domain.baseUrl();
    this.tokenUrl = `${this.baseUrl}/oauth2/token`;
    this.authority = {
      issuer: `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${pool.userPoolId}`,
      audience: [...this.clientIds.values()],
      scopeOf: poolScope,
    };
  }
}

interface PoolScopes {
  readonly server: UserPoolResourceServer;
  readonly scopes: ReadonlyMap<Scope, ResourceServerScope>;
}

function addScopes(pool: UserPool): PoolScopes {
  const scopes = new Map(
    SCOPES.map((scope) => [
      scope,
      new ResourceServerScope({ scopeName: poolScopeName(scope), scopeDescription: scope }),
    ]),
  );
  const server = pool.addResourceServer('Scopes', { identifier: SCOPE_NAMESPACE, scopes: [...scopes.values()] });
  return { server, scopes };
}

// The only client of version 0.2 had the id MachineClient. It becomes the channel's, so that shops keep their secret.
function addClient(pool: UserPool, { server, scopes }: PoolScopes, role: ClientRole): UserPoolClient {
  return pool.addClient(role === 'channel' ? 'MachineClient' : `${pascalCase(role)}Client`, {
    userPoolClientName: role,
    generateSecret: true,
    authFlows: {},
    oAuth: {
      flows: { clientCredentials: true },
      scopes: [...scopes].flatMap(([scope, poolScope]) =>
        mayHave(role, scope) ? [OAuthScope.resourceServer(server, poolScope)] : [],
      ),
    },
    accessTokenValidity: Duration.hours(1),
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
  });
}

function mayHave(role: ClientRole, scope: Scope): boolean {
  const scopes: readonly Scope[] = CLIENT_ROLES[role].scopes;
  return scopes.includes(scope);
}

// A domain is unique in its region across all accounts and must not contain "aws", "amazon" or "cognito": a hash never does.
function addDomain(pool: UserPool, tenant: string): UserPoolDomain {
  const hash = createHash('sha256').update(tenant).digest('hex').slice(0, 12);
  return pool.addDomain('Domain', {
    cognitoDomain: { domainPrefix: `orders-${hash}-${Aws.ACCOUNT_ID}` },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
}
