import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const { stateless } = synthTenant();
const { Resources } = stateless.toJSON();
const rules = blueprint().rules.flatMap(({ id, bus, pattern, target }) =>
  bus === 'tenant' && 'stateMachine' in target ? [{ id, pattern, target }] : [],
);
const deployedRules = Object.entries(stateless.findResources('AWS::Events::Rule'));
const deployed = deployedRules.filter(([, { Properties }]) => Properties.EventBusName !== undefined);
// A rule that names no bus is on the account's default bus.
const onDefaultBus = deployedRules.filter(([, { Properties }]) => Properties.EventBusName === undefined);
const ruleFor = (pattern: unknown) =>
  deployed.find(([, { Properties }]) => JSON.stringify(Properties.EventPattern) === JSON.stringify(pattern));

describe('OrderRules', () => {
  it("deploys every rule of the tenant's bus, and no other", () => {
    expect(deployed).toHaveLength(rules.length);
    for (const { pattern, target } of rules) {
      const properties = ruleFor(pattern)?.[1].Properties;
      expect(properties).toMatchObject({ EventBusName: 'fixture-orders', Targets: [expect.anything()] });
      const [{ Arn }] = properties.Targets;
      expect(Resources[Arn.Ref].Properties.StateMachineName).toBe(`fixture-${target.stateMachine}`);
    }
  });

  it.each(rules)('passes the input of $id as the blueprint declares it', ({ pattern, target }) => {
    const [{ InputTransformer }] = ruleFor(pattern)?.[1].Properties.Targets ?? [];
    const { InputPathsMap, InputTemplate } = InputTransformer;
    const filled = Object.entries(InputPathsMap).reduce(
      (text: string, [name, path]) => text.replace(`<${name}>`, JSON.stringify({ path })),
      InputTemplate,
    );
    expect(JSON.parse(filled)).toEqual(target.input);
  });

  it('lets EventBridge start these state machines only', () => {
    const [[, rule] = []] = deployed;
    const [{ RoleArn, Arn }] = rule?.Properties.Targets ?? [];
    const { Policies, AssumeRolePolicyDocument } = Resources[RoleArn['Fn::GetAtt'][0]].Properties;
    expect(Policies[0].PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 'states:StartExecution', Resource: Arn },
    ]);
    expect(AssumeRolePolicyDocument.Statement[0].Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    });
  });

  it('keeps undeliverable events in a queue that only the rules may write to', () => {
    for (const [, { Properties }] of deployedRules)
      expect(Resources[Properties.Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0]].Type).toBe('AWS::SQS::Queue');
    const [policy] = Object.values(stateless.findResources('AWS::SQS::QueuePolicy'));
    const allowed = policy?.Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { readonly Effect: string }) => Effect === 'Allow',
    );
    const arnsOf = (rules: readonly (readonly [string, unknown])[]) =>
      rules.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    const anyOfBus = {
      'Fn::Join': ['', expect.arrayContaining([expect.stringMatching(/:rule\/fixture-orders\/\*$/)])],
    };
    expect(allowed).toMatchObject(
      [[anyOfBus], arnsOf(onDefaultBus)].map((arns) => ({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': arns } },
      })),
    );
  });

  it('lets EventBridge do nothing for a tenant without webhooks', () => {
    const without = synthTenant({ ...TENANT_FILE, webhooks: [] }).stateless;
    without.resourcePropertiesCountIs('AWS::Events::Rule', { EventBusName: Match.anyValue() }, 0);
    expect(JSON.stringify(without.findResources('AWS::IAM::Role')).includes('events.amazonaws.com')).toBe(false);
  });

  it('invokes the function of each rule on the default bus when an execution of this tenant ends abnormally', () => {
    const called = onDefaultBus.map(([, { Properties }]) => {
      const [{ Arn, RetryPolicy }] = Properties.Targets;
      const { source, detail, ...pattern } = Properties.EventPattern;
      const [{ prefix }] = detail.stateMachineArn;
      return {
        function: Resources[Arn['Fn::GetAtt'][0]].Properties.FunctionName,
        maxAgeSeconds: RetryPolicy.MaximumEventAgeInSeconds,
        statuses: detail.status,
        source,
        type: pattern['detail-type'],
        prefix: prefix['Fn::Join'][1].at(-1),
      };
    });
    const targets = blueprint().rules.flatMap(({ bus, target }) =>
      bus === 'default' && 'function' in target ? [target] : [],
    );
    expect(targets.length).toBeGreaterThan(0);
    expect(called).toEqual(
      targets.map(({ function: id, maxAgeSeconds }) => ({
        function: `fixture-${id}`,
        maxAgeSeconds,
        statuses: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        source: ['aws.states'],
        type: ['Step Functions Execution Status Change'],
        prefix: ':stateMachine:fixture-',
      })),
    );
  });

  it('lets only that rule invoke the function', () => {
    for (const [ruleId, { Properties }] of onDefaultBus) {
      const [{ Arn }] = Properties.Targets;
      const permissions = Object.values(stateless.findResources('AWS::Lambda::Permission')).filter(
        (permission) => JSON.stringify(permission.Properties.FunctionName) === JSON.stringify(Arn),
      );
      expect(permissions.map((permission) => permission.Properties)).toMatchObject([
        { Principal: 'events.amazonaws.com', SourceArn: { 'Fn::GetAtt': [ruleId, 'Arn'] } },
      ]);
    }
  });
});
