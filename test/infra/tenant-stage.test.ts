import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthTenant, withTenantStage } from './synth-tenant.ts';
import { TENANT_FILE } from './tenant-fixture.ts';

const OWN_ISSUER = {
  ...TENANT_FILE,
  api: { auth: { issuer: 'https://login.example.org', audience: ['orders'] } },
};

describe('TenantStage', () => {
  it('names the stacks after the tenant, protects them, and deploys the stateful one first', () => {
    withTenantStage(({ stage }) => {
      expect([stage.stateful, stage.stateless].map((stack) => [stack.stackName, stack.terminationProtection])).toEqual([
        ['fixture-Stateful', true],
        ['fixture-Stateless', true],
      ]);
      expect(stage.stateless.dependencies).toEqual([stage.stateful]);
    });
  });

  it('needs no account, no region and no look-up', () => {
    withTenantStage(({ stage }) => {
      const { stacks } = stage.synth();
      expect(stacks.map(({ environment }) => environment.name)).toEqual([
        'aws://unknown-account/unknown-region',
        'aws://unknown-account/unknown-region',
      ]);
      expect(stage.synth().manifest.missing).toBeUndefined();
    });
  });

  it('has the same logical ids for every tenant', () => {
    const ids = (file?: object) => Object.keys(synthTenant(file).stateless.toJSON().Resources).sort();
    expect(ids({ ...TENANT_FILE, tenant: 'another' })).toEqual(ids());
  });

  it('outputs where to send orders, who issues tokens, and which secrets to create', () => {
    const outputs = synthTenant().stateless.toJSON().Outputs;
    expect(Object.keys(outputs).sort()).toEqual(
      [
        ...['ApiUrl', 'ChannelClientId', 'Dashboard', 'Executions'],
        ...['ConsoleUrl', 'SecretNames', 'TokenIssuer', 'TokenUrl', 'UserPoolId'],
      ].sort(),
    );
    expect(outputs.SecretNames.Value).toContain('fixture/auth/warehouse');
  });

  it('trusts the issuer that a tenant names, with unchanged scopes', () => {
    const { stateful, stateless } = synthTenant(OWN_ISSUER);
    stateful.resourceCountIs('AWS::Cognito::UserPool', 0);
    stateless.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      JwtConfiguration: { Issuer: 'https://login.example.org', Audience: Match.arrayWith(['orders']) },
    });
    stateless.hasResourceProperties('AWS::ApiGatewayV2::Route', { AuthorizationScopes: ['orders:write'] });
    expect(Object.keys(stateless.toJSON().Outputs)).not.toContain('TokenUrl');
  });

  it('uses no resource that CloudFormation emulators lack', () => {
    const { stateful, stateless } = synthTenant();
    for (const template of [stateful, stateless]) {
      for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::Events::Connection']) template.resourceCountIs(type, 0);
      expect(JSON.stringify(template.toJSON()).includes('Fn::GetStackOutput')).toBe(false);
    }
  });

  it('tags everything with the tenant', () => {
    synthTenant().stateful.hasResourceProperties('AWS::DynamoDB::Table', {
      Tags: Match.arrayWith([{ Key: 'tenant', Value: 'fixture' }]),
    });
  });
});
