import { describe, expect, it } from 'vitest';
import { policyWildcards } from '../../infra/policy-wildcards.ts';
import { synthTenant } from './synth-tenant.ts';

/** Every wildcard that a tenant's policies may contain, with its reason. */
const ALLOWED: readonly { readonly pattern: RegExp; readonly actions: readonly RegExp[]; readonly reason: string }[] = [
  {
    pattern: /^\*$/,
    actions: [/^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)$/],
    reason: 'X-Ray has no resources',
  },
  {
    pattern: /^\*$/,
    actions: [
      /^xray:(PutTraceSegments|PutTelemetryRecords|GetSamplingRules|GetSamplingTargets)$/,
      /^logs:(CreateLogDelivery|GetLogDelivery|UpdateLogDelivery|DeleteLogDelivery|ListLogDeliveries)$/,
      /^logs:(PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
    ],
    reason: 'Log delivery has no resources',
  },
  {
    pattern: /^arn:.*:execution:fixture-[^*]+:\*$/,
    actions: [/^states:(DescribeExecution|StopExecution)$/],
    reason: 'Executions are named after orders, which come later',
  },
  {
    pattern: /^arn:.*:secret:fixture\/[^*]+-\?{6}$/,
    actions: [/^secretsmanager:GetSecretValue$/],
    reason: 'Secrets Manager ends every ARN with six characters that it chooses',
  },
];

const isAllowed = ({ pattern, actions }: { readonly pattern: string; readonly actions: readonly string[] }): boolean =>
  ALLOWED.some(
    (allowed) =>
      allowed.pattern.test(pattern) && actions.every((action) => allowed.actions.some((known) => known.test(action))),
  );

const templates = synthTenant();

describe('policyWildcards', () => {
  it.each(['stateful', 'stateless'] as const)('finds only unavoidable wildcards in the %s stack', (stack) => {
    expect(policyWildcards(templates[stack].toJSON()).filter((wildcard) => !isAllowed(wildcard))).toEqual([]);
  });

  it('finds each of the allowed wildcards', () => {
    const found = policyWildcards(templates.stateless.toJSON());
    for (const { pattern } of ALLOWED) expect(found.some((wildcard) => pattern.test(wildcard.pattern))).toBe(true);
  });

  it.each([
    ['an action', { Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:::table/orders' }, 'dynamodb:*'],
    ['a resource', { Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::bucket/*'] }, 'arn:aws:s3:::bucket/*'],
    [
      'a joined resource',
      { Action: 'lambda:InvokeFunction', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Zuora', 'Arn'] }, ':*']] } },
      `\${Zuora.Arn}:*`,
    ],
  ])('finds one in %s of any policy, and rejects it', (_, statement, pattern) => {
    const policy = { PolicyDocument: { Statement: [{ Effect: 'Allow', ...statement }] } };
    const found = policyWildcards({ Resources: { Role: { Properties: { Policies: [policy] } } } });
    expect(found).toMatchObject([{ resource: 'Role', pattern }]);
    expect(found.filter(isAllowed)).toEqual([]);
  });

  it('ignores statements that deny', () => {
    const statement = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    expect(policyWildcards({ Resources: { Bucket: { Properties: { Policy: { Statement: [statement] } } } } })).toEqual(
      [],
    );
  });
});
