import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { policyWildcards } from '../../infra/policy-wildcards.ts';
import { synthTenant } from './synth-tenant.ts';
import { blueprint as blueprintOf, TENANT_FILE } from './tenant-fixture.ts';

const FILE = { ...TENANT_FILE, aws: { canary: { percent: 10, failedPercent: 20 } } };
const { stateless } = synthTenant(FILE);

/** A resource as the template has it. */
interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const resourcesOf = (type: string) =>
  Object.entries(stateless.findResources(type)).map(([id, resource]) => [id, resource as unknown as Resource] as const);
const functionNamed = (id: string) =>
  resourcesOf('AWS::Lambda::Function').find(([, { Properties }]) => Properties.FunctionName === `fixture-${id}`);

/** Parts of a text that CloudFormation joins. */
const joined = (text: unknown) =>
  JSON.stringify((text as { readonly 'Fn::Join'?: readonly unknown[] })['Fn::Join']?.[1] ?? text).slice(1, -1);

const editionOf = (sweeper: Resource | undefined) =>
  (sweeper?.Properties.Environment as { readonly Variables?: { readonly EDITION?: unknown } } | undefined)?.Variables
    ?.EDITION;

describe('a tenant with a canary', () => {
  it('keeps every version of the functions that orders run through', () => {
    const versions = resourcesOf('AWS::Lambda::Version');
    const invoked = ['complete-order', 'plugin-callout-plugin', 'plugin-platform-events', 'plugin-salesforce-v3'];
    const functions = versions.map(([, { Properties }]) => (Properties.FunctionName as { Ref: string }).Ref).toSorted();
    expect(functions).toEqual(invoked.map((id) => functionNamed(id)?.[0]).toSorted());
    for (const [, version] of versions)
      expect(version).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('invokes these versions from the state machines of orders, and others as they are', () => {
    const versions = resourcesOf('AWS::Lambda::Version').map(([id]) => id);
    for (const [id, { Properties }] of resourcesOf('AWS::StepFunctions::StateMachine')) {
      const arns = Object.values(Properties.DefinitionSubstitutions as Record<string, { readonly Ref?: string }>);
      const isOfOrders = id.startsWith('Sequence') || ['ServiceHeal', 'ServiceUndo', 'ServiceProbeStep'].includes(id);
      for (const { Ref } of arns) expect(Ref !== undefined && versions.includes(Ref)).toBe(isOfOrders);
    }
  });

  it('keeps the functions and the roles of plugins that leave the tenant file', () => {
    const kept = resourcesOf('AWS::Lambda::Function').filter(([, { DeletionPolicy }]) => DeletionPolicy !== undefined);
    expect(kept.map(([, { Properties }]) => Properties.FunctionName).toSorted()).toEqual([
      'fixture-plugin-callout-plugin',
      'fixture-plugin-platform-events',
      'fixture-plugin-salesforce-v3',
    ]);
    for (const [, { Properties }] of kept) {
      const [role] = (Properties.Role as { readonly 'Fn::GetAtt': readonly string[] })['Fn::GetAtt'];
      expect(stateless.toJSON().Resources[role ?? '']).toMatchObject({
        DeletionPolicy: expect.stringMatching(/^Retain/),
      });
    }
  });

  it('records the edition when all state machines are deployed', () => {
    const [, sweeper] = functionNamed('sweeper') ?? [];
    const machines = resourcesOf('AWS::StepFunctions::StateMachine').map(([id]) => id);
    expect(sweeper?.DependsOn).toEqual(expect.arrayContaining(machines));
    expect(JSON.stringify(sweeper?.Properties.Environment)).toMatch(/"EDITION":.*"[0-9a-f]{12}\."/);
  });

  it('lets the state machines of orders invoke every version of its own plugins, and nothing else', () => {
    const invoked = policyWildcards(stateless.toJSON()).filter(({ actions }) =>
      actions.includes('lambda:InvokeFunction'),
    );
    expect(new Set(invoked.map(({ pattern }) => pattern.replace(/^.*:function:/, '')))).toEqual(
      new Set(['fixture-plugin-*', 'fixture-complete-order:*']),
    );
  });

  it('lets functions start the state machines of all its editions, and the sweeper publish their versions', () => {
    const found = policyWildcards(stateless.toJSON()).filter(({ pattern }) => pattern.includes(':stateMachine:'));
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ pattern }) => pattern.split(':').at(-1)))).toEqual(new Set(['fixture-*']));
    const publishers = found.filter(({ actions }) => actions.includes('states:PublishStateMachineVersion'));
    expect(publishers.map(({ resource }) => resource)).toEqual([expect.stringContaining('Sweeper')]);
  });

  it('counts the ends of the candidate by its edition, and takes it back when the alarm fires', () => {
    stateless.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: Match.stringLikeRegexp('ended = "failed".*ended = "held".*edition = '),
      MetricTransformations: [
        Match.objectLike({ MetricName: 'CandidateFailed', Dimensions: [{ Key: 'Edition', Value: '$.edition' }] }),
      ],
    });
    const [alarm, found] = resourcesOf('AWS::CloudWatch::Alarm').find(([id]) => id.includes('CanaryFailing')) ?? [];
    expect(found?.Properties).toMatchObject({ Threshold: 20 });
    expect(JSON.stringify(found?.Properties.Metrics)).toContain('"Name":"Edition"');
    const edition = joined(editionOf(functionNamed('sweeper')?.[1])).replaceAll(/^"|"$/g, '');
    expect(edition).toMatch(/^[0-9a-f]{12}\.",\{/);
    const text = joined(found?.Properties.AlarmDescription);
    expect(text).toContain(`of edition ${edition}`);
    expect(text).toContain(`GET /orders?edition=${edition}`);
    expect(text).not.toContain('{edition}');
    stateless.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      Endpoint: { 'Fn::GetAtt': [functionNamed('change-edition')?.[0], 'Arn'] },
      FilterPolicyScope: 'MessageBody',
      FilterPolicy: { AlarmName: [{ Ref: alarm }], NewStateValue: ['ALARM'] },
    });
    stateless.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'sns.amazonaws.com' });
  });

  it('has its own function for the change, which only reads and writes the table', () => {
    const spec = blueprintOf(FILE).functions.find(({ id }) => id === 'change-edition');
    expect(spec?.grants).toEqual([{ on: 'table', actions: ['dynamodb:GetItem', 'dynamodb:PutItem'] }]);
    expect(spec?.secrets).toEqual([]);
  });
});

describe('a tenant without a canary', () => {
  it('has none of this', () => {
    const template = synthTenant();
    template.stateless.resourceCountIs('AWS::Lambda::Version', 0);
    template.stateless.resourceCountIs('AWS::SNS::Subscription', 0);
    expect(JSON.stringify(template.stateless.toJSON())).not.toMatch(/EDITION|Edition|Canary/);
  });
});
