import { createHash } from 'node:crypto';
import {
  FeaturePlan,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
  type UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { Aws, CrossStackReferences, Duration, ReferenceStrength, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { SCOPES, type Scope } from '../../blueprint/routes/define-route.ts';
import { acknowledge } from '../acknowledge.ts';
import type { TokenAuthority } from './order-api.ts';

/** The resource server that a user pool's scopes belong to. */
const SCOPE_NAMESPACE = 'orders';

/** Properties of `Identity`. */
export interface IdentityProps {
  readonly userPoolName: string;
  /** Makes the pool's domain unique. */
  readonly tenant: string;
}

/** A user pool that issues tokens to machines (client credentials), for tenants that name no issuer. */
export class Identity extends Construct {
  readonly authority: TokenAuthority;
  readonly tokenUrl: string;
  readonly userPoolId: string;
  readonly clientId: string;

  constructor(scope: Construct, id: string, { userPoolName, tenant }: IdentityProps) {
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
      'AwsSolutions-COG8': 'The Plus plan adds threat protection for sign-ins of people; this pool has none.',
    });
    const client = addMachineClient(pool);
    const domain = addDomain(pool, tenant);

    // While the API trusts the pool, CloudFormation must not delete it.
    for (const resource of [pool, client, domain]) CrossStackReferences.of(resource).produce(ReferenceStrength.STRONG);
    this.userPoolId = pool.userPoolId;
    this.clientId = client.userPoolClientId;
    this.tokenUrl = `${domain.baseUrl()}/oauth2/token`;
    this.authority = {
      issuer: `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${pool.userPoolId}`,
      audience: [client.userPoolClientId],
      scopeOf: poolScope,
    };
  }
}

function addMachineClient(pool: UserPool): UserPoolClient {
  const scopes = SCOPES.map(
    (scope) => new ResourceServerScope({ scopeName: poolScopeName(scope), scopeDescription: scope }),
  );
  const server = pool.addResourceServer('Scopes', { identifier: SCOPE_NAMESPACE, scopes });
  return pool.addClient('MachineClient', {
    generateSecret: true,
    authFlows: {},
    oAuth: {
      flows: { clientCredentials: true },
      scopes: scopes.map((scope) => OAuthScope.resourceServer(server, scope)),
    },
    accessTokenValidity: Duration.hours(1),
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
  });
}

// A domain is unique in its region across all accounts and must not contain "aws", "amazon" or "cognito": a hash never does.
function addDomain(pool: UserPool, tenant: string): UserPoolDomain {
  const hash = createHash('sha256').update(tenant).digest('hex').slice(0, 12);
  return pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `orders-${hash}-${Aws.ACCOUNT_ID}` } });
}

/**
 * Returns a scope as a user pool spells it, e.g. `orders/read` for `orders:read`.
 *
 * A pool's scopes always read `<resource server>/<scope>`. Source: Amazon Cognito Developer Guide, "Scopes, M2M, and
 * resource servers".
 *
 * @throws TypeError the scope does not belong to the resource server
 */
function poolScope(scope: Scope): string {
  return `${SCOPE_NAMESPACE}/${poolScopeName(scope)}`;
}

/** Returns the part of a scope that follows the resource server's identifier. */
function poolScopeName(scope: Scope): string {
  const [namespace, name] = scope.split(':');
  if (namespace !== SCOPE_NAMESPACE || name === undefined)
    throw new TypeError(`Expected a scope that starts with "${SCOPE_NAMESPACE}:", found "${scope}".`);
  return name;
}
