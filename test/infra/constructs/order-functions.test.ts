import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../blueprint/functions/define-function.ts';
import { synthTenant } from '../synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../tenant-fixture.ts';

const { stateless } = synthTenant();
const { functions } = blueprint();

function resourceOf(functionId: string, template = stateless) {
  const [found] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: `fixture-${functionId}` } }),
  );
  return found;
}

/** The statements of a function's role. */
function statementsOf(functionId: string, template = stateless): readonly Readonly<Record<string, unknown>>[] {
  const [roleId] = resourceOf(functionId, template)?.Properties.Role['Fn::GetAtt'] ?? [];
  const [policy] = template.toJSON().Resources[roleId].Properties.Policies;
  return policy.PolicyDocument.Statement;
}

const arn = (service: string, rest: string) => ({
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, `:${service}:`, { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, rest],
  ],
});

/** Each action with each resource, since CDK merges statements. */
const pairs = (actions: readonly string[], resources: readonly unknown[]): readonly string[] =>
  actions.flatMap((action) => resources.map((resource) => `${action} on ${JSON.stringify(resource)}`));
const sorted = (permissions: readonly string[]): readonly string[] => [...new Set(permissions)].sort();
const permissionsOf = (functionId: string, template = stateless): readonly string[] =>
  sorted(
    statementsOf(functionId, template).flatMap(({ Action, Resource }) =>
      pairs([Action].flat() as string[], [Resource].flat()),
    ),
  );

function resourcesOf(grant: Grant): readonly unknown[] {
  const { sequences, table } = blueprint();
  const sequenceNames = [...sequences.map(({ name }) => name), 'retired'];
  switch (grant.on) {
    case 'table':
      return [arn('dynamodb', ':table/fixture-orders')];
    case 'tableIndexes':
      return table.indexes.map(({ name }) => arn('dynamodb', `:table/fixture-orders/index/${name}`));
    case 'bus':
      return [arn('events', ':event-bus/fixture-orders')];
    case 'searchKey':
      return [arn('secretsmanager', ':secret:fixture/.search-key-??????')];
    case 'stateMachines':
      return sequenceNames.map((name) => arn('states', `:stateMachine:fixture-${name}`));
    case 'executions':
      return sequenceNames.map((name) => arn('states', `:execution:fixture-${name}:*`));
    case 'stateMachine':
      return [arn('states', `:stateMachine:fixture-${grant.stateMachine}`)];
  }
}

describe('OrderFunctions', () => {
  it('deploys every function of the blueprint and no other', () => {
    const names = Object.values(stateless.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.FunctionName,
    );
    expect(names.sort()).toEqual(functions.map(({ id }) => `fixture-${id}`).sort());
  });

  it.each(functions)('runs $id on Node 24 and arm64, with the time and memory of the blueprint', (spec) => {
    expect(resourceOf(spec.id)?.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Timeout: spec.timeoutSeconds,
      MemorySize: spec.memoryMb,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: expect.stringContaining('Logs') } },
      // Those of a schedule have no caller, and one a minute would always be recorded.
      TracingConfig: { Mode: ['sweeper', 'retention'].includes(spec.id) ? 'PassThrough' : 'Active' },
    });
  });

  it.each(functions)('fills in the whole environment of $id', (spec) => {
    const variables = resourceOf(spec.id)?.Properties.Environment.Variables;
    expect(Object.keys(variables).sort()).toEqual(Object.keys(spec.environment).sort());
    expect(variables.TENANT).toBe('fixture');
  });

  it('fills in each reference with its value on AWS', () => {
    const variables = {
      ...resourceOf('submit-order')?.Properties.Environment.Variables,
      ...resourceOf('plugin-callout-plugin')?.Properties.Environment.Variables,
    };
    expect(variables).toEqual({
      TENANT: 'fixture',
      ORDERS_TABLE: 'fixture-orders',
      EVENT_BUS: 'fixture-orders',
      TENANT_CONFIG_FILE: '/var/task/tenant.json',
      SECRETS_PREFIX: '/fixture/',
      SEARCH_KEY_SECRET: 'fixture/.search-key',
      STATE_MACHINE_PREFIX: arn('states', ':stateMachine:fixture-'),
    });
  });

  it('gives each function its own role', () => {
    const roles = Object.values(stateless.findResources('AWS::Lambda::Function')).map(({ Properties }) =>
      JSON.stringify(Properties.Role),
    );
    expect(new Set(roles).size).toBe(functions.length);
  });

  it.each(functions)('lets $id do what the blueprint grants, log and trace, and nothing else', (spec) => {
    const logs = { 'Fn::GetAtt': [resourceOf(spec.id)?.Properties.LoggingConfig.LogGroup.Ref, 'Arn'] };
    expect(permissionsOf(spec.id)).toEqual(
      sorted([
        ...pairs(['logs:CreateLogStream', 'logs:PutLogEvents'], [logs]),
        ...pairs(['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], ['*']),
        ...spec.grants.flatMap((grant) => pairs(grant.actions, resourcesOf(grant))),
        ...pairs(
          ['ssm:GetParameter'],
          spec.secrets.map((reference) => arn('ssm', `:parameter/fixture/${reference}`)),
        ),
      ]),
    );
  });

  it('has no policies except those of the roles', () => {
    for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) stateless.resourceCountIs(type, 0);
    for (const { Properties } of Object.values(stateless.findResources('AWS::IAM::Role')))
      expect(Properties.ManagedPolicyArns).toBeUndefined();
  });

  it('lets a plugin read its own secrets only, by their exact names', () => {
    const read = (functionId: string) =>
      statementsOf(functionId).find(({ Action }) => Action === 'ssm:GetParameter')?.Resource;
    expect(read('plugin-callout-plugin')).toEqual(arn('ssm', ':parameter/fixture/auth/warehouse'));
    expect(JSON.stringify(read('plugin-salesforce-v3'))).not.toContain('zuora');
    for (const id of ['submit-order', 'complete-order']) expect(read(id)).toBeUndefined();
  });

  it('keeps logs for three months, even when a function is removed', () => {
    stateless.allResources('AWS::Logs::LogGroup', {
      DeletionPolicy: Match.stringLikeRegexp('^Retain'),
      Properties: Match.objectLike({ RetentionInDays: 90 }),
    });
  });
});

it('has reserved concurrency where the tenant file says so, and nowhere else', () => {
  const reserved = { 'submit-order': 100, 'plugin-platform-events': 5 };
  const { stateless: template } = synthTenant({ ...TENANT_FILE, concurrency: { reserved } });
  const functionsOf = Object.values(template.findResources('AWS::Lambda::Function'));
  const found = functionsOf.flatMap(({ Properties: { FunctionName, ReservedConcurrentExecutions } }) =>
    ReservedConcurrentExecutions === undefined ? [] : [[FunctionName, ReservedConcurrentExecutions]],
  );
  expect(Object.fromEntries(found)).toEqual({ 'fixture-submit-order': 100, 'fixture-plugin-platform-events': 5 });
  const none = Object.values(stateless.findResources('AWS::Lambda::Function'));
  for (const { Properties } of none) expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
});

const toSecretsOf = (id: string, template: typeof stateless) =>
  permissionsOf(id, template).filter((permission) => /^(ssm|secretsmanager):/.test(permission));
const toParameters = (secrets: readonly string[], prefix: string) =>
  pairs(
    ['ssm:GetParameter'],
    secrets.map((reference) => arn('ssm', `:parameter${prefix}fixture/${reference}`)),
  );
const toOwnSecrets = (secrets: readonly string[]) =>
  pairs(
    ['secretsmanager:GetSecretValue'],
    secrets.map((reference) => arn('secretsmanager', `:secret:fixture/${reference}-??????`)),
  );
const REFERENCE = '/aws/reference/secretsmanager/';

it('lets the functions of a tenant with a canary read from either store, since its current edition may use the other', () => {
  const own = ['auth/warehouse'];
  for (const secrets of ['parameterStore', 'secretsManager']) {
    const { stateless: template } = synthTenant({ ...TENANT_FILE, aws: { secrets, canary: { percent: 5 } } });
    expect(toSecretsOf('plugin-callout-plugin', template)).toEqual(
      sorted([...toParameters(own, '/'), ...toParameters(own, REFERENCE), ...toOwnSecrets(own)]),
    );
  }
});

describe('a tenant with its secrets in Secrets Manager', () => {
  const inSecretsManager = { ...TENANT_FILE, aws: { secrets: 'secretsManager' } };
  const { stateless: template } = synthTenant(inSecretsManager);
  const readers = blueprint(inSecretsManager).functions.filter(({ secrets }) => secrets.length > 0);

  it.each(readers)('lets $id read each of its own secrets, and the parameter that stands for it', ({ id, secrets }) => {
    expect(toSecretsOf(id, template)).toEqual(sorted([...toParameters(secrets, REFERENCE), ...toOwnSecrets(secrets)]));
    expect(resourceOf(id, template)?.Properties.Environment.Variables).toMatchObject({
      SECRETS_PREFIX: '/aws/reference/secretsmanager/fixture/',
    });
  });

  it('names the secrets to create as their store does', () => {
    const names = (found: typeof template) => found.findOutputs('SecretNames').SecretNames;
    expect(names(template)).toMatchObject({
      Description: expect.stringContaining('Secrets Manager'),
      Value: expect.stringMatching(/(^|, )fixture\/auth\/warehouse(, |$)/),
    });
    expect(names(stateless)).toMatchObject({
      Description: expect.stringContaining('Parameter Store'),
      Value: expect.stringMatching(/(^|, )\/fixture\/auth\/warehouse(, |$)/),
    });
  });
});
