import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { applyStage } from '../../core/config/stages.ts';
import { synthTenant, withTenantStage } from './synth-tenant.ts';
import { TENANT_FILE } from './tenant-fixture.ts';

const staged = (stage: string, patch: object) =>
  applyStage(JSON.parse(JSON.stringify({ ...TENANT_FILE, stages: { [stage]: patch } })), stage).raw as object;

const TAGS = ['Tags', 'UserPoolTags', 'Description'];

/** Returns a tenant's templates as text, without tags, and without the hash of its name in the domain of its user pool. */
function textOf(file: object): string {
  const { definitions, stateful, stateless } = synthTenant(file);
  const templates = [stateful.toJSON(), stateless.toJSON(), ...[...definitions].toSorted()];
  return JSON.stringify(templates, (key, value) => (TAGS.includes(key) ? undefined : value), 1).replaceAll(
    /orders-[0-9a-f]{12}-/g,
    'orders-<hash>-',
  );
}

describe('a stage of a tenant', () => {
  it('is deployed with the names of the tenant and its own, and nothing else is different', () => {
    const text = textOf(staged('prod', {}));
    expect(text).toContain('"TableName": "fixture_PROD-orders"');
    expect(text).toContain('"FunctionName": "fixture_PROD-submit-order"');
    expect(text).toContain('"StateMachineName": "fixture_PROD-default"');
    expect(text).toContain('fixture_PROD/webhooks/crm-feed');
    expect(text.replaceAll(/fixture[_-]PROD/g, 'fixture').split('\n')).toEqual(textOf(TENANT_FILE).split('\n'));
  });

  it('shares no physical name with its tenant, nor with another stage', () => {
    const names = [TENANT_FILE, staged('prod', {}), staged('test', {})].map(physicalNames);
    const all = names.flat();
    expect(names[0]?.length).toBeGreaterThan(20);
    expect(new Set(all).size).toBe(all.length);
    for (const name of all) expect(name).toMatch(/fixture(_(PROD|TEST))?[-/]/);
  });

  it('has stacks of its own, where the file says, with its tags', () => {
    withTenantStage(
      ({ app, stage }) => {
        expect(stage.stageName).toBe('fixture_PROD');
        const stacks = app.synth().stacksRecursively;
        expect(
          stacks.map(({ environment, stackName }) => [stackName, environment.account, environment.region]),
        ).toEqual([
          ['fixture-PROD-Stateful', '123456789012', 'eu-west-1'],
          ['fixture-PROD-Stateless', '123456789012', 'eu-west-1'],
        ]);
        const Tags = Object.entries({ stage: 'prod', tenant: 'fixture' }).map(([Key, Value]) => ({ Key, Value }));
        for (const stack of [stage.stateful, stage.stateless])
          Template.fromStack(stack).allResourcesProperties('AWS::Logs::LogGroup', { Tags });
      },
      staged('prod', { aws: { account: '123456789012', region: 'eu-west-1' } }),
    );
  });
});

describe('the settings of AWS', () => {
  it('are tags of every resource, and how long logs are kept', () => {
    const aws = { tags: { 'cost-centre': '4711' }, logRetentionDays: 365 };
    for (const stack of Object.values(stacksOf({ ...TENANT_FILE, aws })))
      stack.allResourcesProperties('AWS::Logs::LogGroup', {
        RetentionInDays: 365,
        Tags: [
          { Key: 'cost-centre', Value: '4711' },
          { Key: 'tenant', Value: 'fixture' },
        ],
      });
    for (const stack of Object.values(stacksOf(TENANT_FILE)))
      stack.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
  });
});

const stacksOf = (file: object) => {
  const { stateful, stateless } = synthTenant(file);
  return { stateful, stateless };
};

/** The property with the physical name of each type of resource that has one. */
const NAME_OF: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Cognito::UserPool': 'UserPoolName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::Events::EventBus': 'Name',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Returns the names that CloudFormation gives to resources, which must be unique in an account and region. */
function physicalNames(file: object): readonly string[] {
  const { stateful, stateless } = synthTenant(file);
  return [stateful, stateless].flatMap((template) =>
    Object.values<Resource>(template.toJSON().Resources).flatMap(({ Properties = {}, Type }) => {
      const name = Properties[NAME_OF[Type] ?? ''];
      return name === undefined ? [] : [`${Type} ${JSON.stringify(name)}`];
    }),
  );
}
