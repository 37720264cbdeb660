import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { consoleSettingsSchema } from '../../../blueprint/wire/console-settings.ts';
import { PERSON_ROLE_NAMES } from '../../../core/person-roles.ts';
import { synthTenant } from '../synth-tenant.ts';
import { TENANT_FILE } from '../tenant-fixture.ts';

const API_URL = { 'Fn::GetAtt': [Match.stringLikeRegexp('^HttpApi'), 'ApiEndpoint'] };

/** The settings of the console in a template, with every reference as `ref`. */
function settingsIn({ stateless }: ReturnType<typeof synthTenant>) {
  const [console] = Object.values(stateless.findResources('AWS::Lambda::Function')).filter(
    ({ Properties }) => Properties.FunctionName === 'fixture-console',
  );
  const { CONSOLE_SETTINGS } = console?.Properties.Environment.Variables ?? {};
  const parts = typeof CONSOLE_SETTINGS === 'string' ? [CONSOLE_SETTINGS] : CONSOLE_SETTINGS['Fn::Join'][1];
  const text = parts.map((part: unknown) => (typeof part === 'string' ? part : 'ref')).join('');
  return consoleSettingsSchema.parse(JSON.parse(text));
}

describe('people of a tenant with a user pool', () => {
  const templates = synthTenant();
  const { stateful, stateless } = templates;

  it('sign in with a public client that sends them back to the console, and nowhere else', () => {
    stateless.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      ClientName: 'console',
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'orders/read', 'orders/operate', 'orders/payload', 'orders/audit'],
      CallbackURLs: [{ 'Fn::Join': ['', [API_URL, '/console/signed-in']] }],
      LogoutURLs: [{ 'Fn::Join': ['', [API_URL, '/console']] }],
      SupportedIdentityProviders: ['COGNITO'],
    });
    stateless.resourceCountIs('AWS::Cognito::ManagedLoginBranding', 1);
    stateful.hasResourceProperties('AWS::Cognito::UserPoolDomain', { ManagedLoginVersion: 2 });
  });

  it('have the scopes of their groups, which the pool asks a function for', () => {
    const groups = Object.values(stateful.findResources('AWS::Cognito::UserPoolGroup'));
    expect(groups.map(({ Properties }) => Properties.GroupName)).toEqual(PERSON_ROLE_NAMES);
    stateful.hasResourceProperties('AWS::Cognito::UserPool', {
      LambdaConfig: {
        PreTokenGenerationConfig: {
          LambdaArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('LimitScopes'), 'Arn'] },
          LambdaVersion: 'V2_0',
        },
      },
    });
    stateful.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'cognito-idp.amazonaws.com' });
  });

  it('find the endpoints of the pool in the settings of the console', () => {
    expect(settingsIn(templates)).toMatchObject({
      sandbox: false,
      signIn: {
        tokenEndpoint: expect.stringMatching(/^https:.*\/oauth2\/token$/),
        endSessionEndpoint: expect.stringMatching(/\/logout$/),
        signOut: 'cognito',
        scopes: {
          'orders:read': 'orders/read',
          'orders:operate': 'orders/operate',
          'orders:payload': 'orders/payload',
          'orders:audit': 'orders/audit',
        },
      },
    });
  });
});

describe('people of a tenant with another issuer', () => {
  const auth = { issuer: 'https://login.example.org', audience: ['orders'] };
  const client = {
    clientId: 'console',
    authorizationEndpoint: 'https://login.example.org/authorize',
    tokenEndpoint: 'https://login.example.org/token',
  };

  it('sign in there', () => {
    const templates = synthTenant({ ...TENANT_FILE, api: { auth: { ...auth, console: client } } });
    expect(settingsIn(templates).signIn).toEqual({
      ...client,
      issuer: auth.issuer,
      signOut: 'openid',
      scopes: {
        'orders:read': 'orders:read',
        'orders:operate': 'orders:operate',
        'orders:payload': 'orders:payload',
        'orders:audit': 'orders:audit',
      },
      identityScopes: ['openid'],
    });
    templates.stateless.resourceCountIs('AWS::Cognito::UserPoolClient', 0);
    templates.stateful.resourceCountIs('AWS::Lambda::Function', 0);
  });

  it('cannot sign in if it has no client for the console', () => {
    expect(settingsIn(synthTenant({ ...TENANT_FILE, api: { auth } })).signIn).toBeNull();
  });
});
