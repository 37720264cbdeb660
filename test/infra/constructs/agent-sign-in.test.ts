import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { agentSignInSchema } from '../../../blueprint/wire/agent-sign-in.ts';
import { synthTenant } from '../synth-tenant.ts';
import { TENANT_FILE } from '../tenant-fixture.ts';

const API_URL = { 'Fn::GetAtt': [Match.stringLikeRegexp('^HttpApi'), 'ApiEndpoint'] };
const ENDPOINT = { 'Fn::Join': ['', [API_URL, '/mcp']] };

/** Where agents get a token, with every reference as `ref`. */
function signInOf({ stateless }: ReturnType<typeof synthTenant>) {
  const [mcp] = Object.values(stateless.findResources('AWS::Lambda::Function')).filter(
    ({ Properties }) => Properties.FunctionName === 'fixture-mcp',
  );
  const { AGENT_SIGN_IN } = mcp?.Properties.Environment.Variables ?? {};
  const parts = typeof AGENT_SIGN_IN === 'string' ? [AGENT_SIGN_IN] : AGENT_SIGN_IN['Fn::Join'][1];
  const text = parts.map((part: unknown) => (typeof part === 'string' ? part : 'ref')).join('');
  return agentSignInSchema.parse(JSON.parse(text));
}

describe('people behind the agents of a tenant with a user pool', () => {
  const redirectUrl = 'http://localhost:8080/callback';
  const api = { agentsMayAct: true, agentRedirectUrls: [redirectUrl] };
  const templates = synthTenant({ ...TENANT_FILE, api });

  it('sign in with a public client that sends them back to the agent, and nowhere else', () => {
    templates.stateless.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ClientName: 'agent',
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'orders/read', 'orders/operate', 'orders/payload', 'orders/audit'],
      CallbackURLs: [redirectUrl],
      LogoutURLs: Match.absent(),
    });
    templates.stateless.resourceCountIs('AWS::Cognito::ManagedLoginBranding', 2);
    templates.stateless.hasOutput('AgentClientId', { Value: { Ref: Match.stringLikeRegexp('^AgentClient') } });
  });

  it('have tokens that the API accepts, whether the pool binds them to the endpoint or not', () => {
    templates.stateless.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Audience: Match.arrayWith([{ Ref: Match.stringLikeRegexp('^AgentClient') }, ENDPOINT]) },
    });
  });

  it('are found by metadata that names the pool, and no more scopes than agents need', () => {
    templates.stateless.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'GET /.well-known/oauth-protected-resource/mcp',
      AuthorizationType: 'NONE',
    });
    expect(signInOf(templates)).toEqual({
      issuer: expect.stringMatching(/^https:\/\/cognito-idp\./),
      scopes: ['orders/read', 'orders/operate'],
    });
  });
});

describe('people behind the agents of another tenant', () => {
  it('have no client in its pool, unless the tenant file says where they are sent back to', () => {
    const templates = synthTenant();
    expect(signInOf(templates).scopes).toEqual(['orders/read']);
    expect(Object.keys(templates.stateless.findResources('AWS::Cognito::UserPoolClient'))).toHaveLength(1);
    expect(templates.stateless.findOutputs('AgentClientId')).toEqual({});
  });

  it('sign in at the issuer that it names, which has their client', () => {
    const auth = { issuer: 'https://login.example.org', audience: ['orders'] };
    const templates = synthTenant({ ...TENANT_FILE, api: { auth } });
    expect(signInOf(templates)).toEqual({ issuer: auth.issuer, scopes: ['orders:read'] });
    templates.stateless.resourceCountIs('AWS::Cognito::UserPoolClient', 0);
    templates.stateless.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Issuer: auth.issuer, Audience: ['orders', ENDPOINT] },
    });
  });
});
