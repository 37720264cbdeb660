import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { type TestStage, withTenantStage } from './synth-tenant.ts';
import { TENANT_FILE } from './tenant-fixture.ts';

/** Returns the rules that the packs report as broken. */
function findingsIn({ app, stage }: TestStage): readonly string[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap((pack) =>
    pack.validateScope(stage).violations.map(({ ruleName }) => ruleName),
  );
}

describe('cdk-nag', () => {
  it.each([
    ['a user pool', TENANT_FILE],
    ['a canary', { ...TENANT_FILE, aws: { canary: { percent: 10 } } }],
    [
      'so many sequences that policies do not name them',
      {
        ...TENANT_FILE,
        overrides: Array.from({ length: 60 }, (_, at) => ({
          name: `o${at}`,
          match: { processingType: [`type-${at}`] },
          exclude: ['warehouse'],
        })),
      },
    ],
    [
      'another issuer that signs people in',
      {
        ...TENANT_FILE,
        api: {
          auth: {
            issuer: 'https://login.example.org',
            audience: ['orders'],
            console: {
              clientId: 'console',
              authorizationEndpoint: 'https://login.example.org/authorize',
              tokenEndpoint: 'https://login.example.org/token',
            },
          },
        },
      },
    ],
    [
      'another issuer',
      { ...TENANT_FILE, api: { auth: { issuer: 'https://login.example.org', audience: ['orders'] } } },
    ],
  ])('finds nothing in a tenant with %s', (_, file) => {
    expect(withTenantStage(findingsIn, file)).toEqual([]);
  });

  it('finds a role that may do everything', () => {
    const findings = withTenantStage((test) => {
      const role = new Role(test.stage.stateless, 'Extra', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
      role.addToPolicy(new PolicyStatement({ actions: ['s3:*'], resources: ['*'] }));
      return findingsIn(test);
    });
    expect(findings).toContain('AwsSolutions-IAM5[Action::s3:*]');
  });

  it('has its findings acknowledged at single constructs, never at a stack', () => {
    withTenantStage(({ stage }) => {
      const acknowledged = stage.node
        .findAll()
        .filter(({ node }) => node.metadata.some(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY));
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.filter((construct) => construct === stage || construct.node.scope === stage)).toEqual([]);
    });
  });
});
