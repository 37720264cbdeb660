import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthTenant } from './synth-tenant.ts';
import { blueprint, TENANT_FILE } from './tenant-fixture.ts';

const { stateless } = synthTenant();
const { Resources } = stateless.toJSON();
const rules = blueprint().rules.flatMap(({ id, bus, pattern, target }) =>
  bus === 'tenant' && 'stateMachine' in target ? [{ id, pattern, target }] : [],
);
// Rules on the default bus, which a rule does not name, are of another construct.
const deployed = Object.entries(stateless.findResources('AWS::Events::Rule')).filter(
  ([, { Properties }]) => Properties.EventBusName !== undefined,
);
const ruleFor = (pattern: unknown) =>
  deployed.find(([, { Properties }]) => JSON.stringify(Properties.EventPattern) === JSON.stringify(pattern));

describe('OrderRules', () => {
  it('deploys every rule of the blueprint on the bus of the tenant, and no other', () => {
    expect(deployed).toHaveLength(rules.length);
    for (const { pattern, target } of rules) {
      const properties = ruleFor(pattern)?.[1].Properties;
      expect(properties).toMatchObject({ EventBusName: 'fixture-orders', Targets: [expect.anything()] });
      const [{ Arn }] = properties.Targets;
      expect(Resources[Arn.Ref].Properties.StateMachineName).toBe(`fixture-${target.stateMachine}`);
    }
  });

  it.each(rules)('hands the input of $id over as the blueprint has it', ({ pattern, target }) => {
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

  it('keeps events that could not be handed over in a queue that only the rules may write to', () => {
    for (const [, { Properties }] of deployed)
      expect(Resources[Properties.Targets[0].DeadLetterConfig.Arn['Fn::GetAtt'][0]].Type).toBe('AWS::SQS::Queue');
    const [policy] = Object.values(stateless.findResources('AWS::SQS::QueuePolicy'));
    const allowed = policy?.Properties.PolicyDocument.Statement.filter(
      ({ Effect }: { readonly Effect: string }) => Effect === 'Allow',
    );
    const arnsOf = (rules: readonly (readonly [string, unknown])[]) =>
      rules.map(([id]) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
    const onDefaultBus = Object.entries(stateless.findResources('AWS::Events::Rule')).filter(
      ([id]) => !deployed.some(([own]) => own === id),
    );
    expect(allowed).toMatchObject(
      [arnsOf(deployed), arnsOf(onDefaultBus)].map((arns) => ({
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': arns } },
      })),
    );
  });

  it('lets EventBridge do nothing for a tenant without webhooks', () => {
    const without = synthTenant({ ...TENANT_FILE, webhooks: [] }).stateless;
    without.resourcePropertiesCountIs('AWS::Events::Rule', { EventBusName: Match.anyValue() }, 0);
    expect(JSON.stringify(without.findResources('AWS::IAM::Role')).includes('events.amazonaws.com')).toBe(false);
  });
});
