import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extendStage } from '../../examples/cdk-extension/extend-stage.ts';
import { createApp } from '../../infra/create-app.ts';
import { featureFlags } from '../infra/synth-tenant.ts';
import { blueprint, TENANT_FILE } from '../infra/tenant-fixture.ts';

const { functions, identityFunctions } = blueprint();
const KEY = { 'Fn::ImportValue': Match.stringLikeRegexp('^fixture-Keys:') };

let folder: string;
let findings: unknown;
const templates = new Map<string, Template>();
const of = (stack: string): Template => templates.get(`fixture-${stack}`) ?? Template.fromJSON({});

// A synthesis with the rules of cdk-nag takes seconds: one for all tests.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'extension-'));
  for (const { entry } of [...functions, ...identityFunctions]) {
    await mkdir(join(folder, dirname(entry)), { recursive: true });
    await writeFile(join(folder, `${entry}.ts`), 'export const handler = async (): Promise<void> => undefined;');
  }
  await mkdir(join(folder, 'tenants'));
  await writeFile(join(folder, 'tenants/fixture.json'), JSON.stringify(TENANT_FILE));
  const outdir = join(folder, 'cdk.out');
  const { app } = await createApp({
    root: folder,
    extend: extendStage,
    app: { outdir, autoSynth: false, context: featureFlags() },
  });
  for (const stack of app.synth().stacksRecursively) templates.set(stack.stackName, Template.fromJSON(stack.template));
  findings = JSON.parse(await readFile(join(outdir, 'validation-report.json'), 'utf8')).pluginReports;
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an app with an extension', () => {
  it('has the stacks of the extension beside its own, named and protected as they are, without findings', () => {
    expect([...templates.keys()].toSorted()).toEqual([
      'fixture-Keys',
      'fixture-Network',
      'fixture-Stateful',
      'fixture-Stateless',
    ]);
    expect(findings).toEqual([]);
  });
});

describe('fixedEgress', () => {
  it('puts the functions that call partners or webhooks into the network, and no others', () => {
    const inNetwork = of('Stateless').findResources('AWS::Lambda::Function', {
      Properties: {
        VpcConfig: {
          SubnetIds: [Match.anyValue(), Match.anyValue()].map(() => ({
            'Fn::ImportValue': Match.stringLikeRegexp('^fixture-Network:.*FunctionsSubnet'),
          })),
          SecurityGroupIds: [{ 'Fn::ImportValue': Match.stringLikeRegexp('^fixture-Network:.*Group') }],
        },
      },
    });
    const names = Object.values(inNetwork).map(({ Properties }) => Properties.FunctionName);
    const calling = ['salesforce-v3', 'platform-events', 'callout-plugin'].map((plugin) => `fixture-plugin-${plugin}`);
    expect(names.toSorted()).toEqual([...calling, 'fixture-webhook-sender'].toSorted());
  });

  it('lets only those connect to it', () => {
    const roles = of('Stateless').findResources('AWS::IAM::Role', {
      Properties: {
        ManagedPolicyArns: [{ 'Fn::ImportValue': Match.stringLikeRegexp('^fixture-Network:.*MayConnect') }],
      },
    });
    expect(Object.keys(roles)).toHaveLength(4);
  });

  it('sends what they send through one address, which stays', () => {
    const network = of('Network');
    network.resourceCountIs('AWS::EC2::NatGateway', 1);
    network.hasResourceProperties('AWS::EC2::NatGateway', {
      AllocationId: { 'Fn::GetAtt': ['Address', 'AllocationId'] },
    });
    network.hasResource('AWS::EC2::EIP', { DeletionPolicy: 'Retain' });
    network.hasOutput('EgressAddress', { Value: { 'Fn::GetAtt': ['Address', 'PublicIp'] } });
    network.hasResourceProperties('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' });
  });
});

describe('ownKeys', () => {
  it('encrypts orders, secrets and all logs with the key', () => {
    of('Stateful').hasResourceProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: KEY },
    });
    of('Stateful').hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: KEY });
    for (const stack of ['Stateful', 'Stateless']) {
      const all = of(stack).findResources('AWS::Logs::LogGroup');
      const encrypted = of(stack).findResources('AWS::Logs::LogGroup', { Properties: { KmsKeyId: KEY } });
      expect(Object.keys(all).length).toBeGreaterThan(1);
      expect(encrypted).toEqual(all);
    }
  });

  it('lets the services use it for whoever may read their data, and nobody else beside the account', () => {
    const keys = Object.values(of('Keys').findResources('AWS::KMS::Key'));
    expect(keys).toMatchObject([{ DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } }]);
    const [, forCallers, forLogs, ...others] = keys[0]?.Properties.KeyPolicy.Statement ?? [];
    const service = (name: string) => ({ 'Fn::Join': ['', [`${name}.`, { Ref: 'AWS::Region' }, '.amazonaws.com']] });
    expect(forCallers).toMatchObject({
      Action: expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*', 'kms:CreateGrant']),
      Principal: { AWS: '*' },
      Condition: {
        StringEquals: {
          'kms:CallerAccount': { Ref: 'AWS::AccountId' },
          'kms:ViaService': [service('dynamodb'), service('secretsmanager'), service('ssm')],
        },
      },
    });
    expect(JSON.stringify(forLogs.Principal)).toContain('logs');
    expect(Object.keys(forLogs.Condition.ArnLike)).toEqual(['kms:EncryptionContext:aws:logs:arn']);
    expect(others).toEqual([]);
  });
});

describe('permissionsBoundary', () => {
  it('limits every role of the tenant', () => {
    for (const stack of ['Stateful', 'Stateless', 'Network']) {
      const roles = Object.values(of(stack).findResources('AWS::IAM::Role'));
      expect(roles.length).toBeGreaterThan(0);
      for (const { Properties } of roles)
        expect(JSON.stringify(Properties.PermissionsBoundary)).toContain(':policy/company-boundary');
    }
  });
});
