import { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Aws, CfnOutput, RemovalPolicy, type Stack } from 'aws-cdk-lib/core';
import type { TenantStage } from 'order-orchestration-framework/cdk';

/** What services do with a key on behalf of whoever may read their data. Source: the policies of the keys that AWS manages for them. */
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/**
 * Encrypts orders, secrets and logs with a key of the company. Whoever may use it through these services is decided by their own
 * policies, as before; without the key, nobody reads anything. It stays when the stack is deleted.
 *
 * Create the tenant's other secrets with `--key-id alias/<tenant>-orders`, or `--kms-key-id` in Secrets Manager.
 */
export function ownKeys(stage: TenantStage): void {
  const stack = stage.addStack('Keys');
  const key = new Key(stack, 'Key', {
    alias: `${stage.blueprint.tenant}-orders`,
    description: `Orders, secrets and logs of ${stage.blueprint.tenant}`,
    enableKeyRotation: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  key.addToResourcePolicy(forCallersOf(stack, 'dynamodb', 'secretsmanager', 'ssm'));
  key.addToResourcePolicy(forLogs(stack));

  const logGroups = [...stage.stateful.serviceLogs, ...stage.functions.map(({ logGroup }) => logGroup)];
  for (const { node } of [stage.stateful.table, stage.stateful.searchKey, ...logGroups]) {
    const resource = node.defaultChild;
    if (resource instanceof CfnTable)
      resource.sseSpecification = { sseEnabled: true, sseType: 'KMS', kmsMasterKeyId: key.keyArn };
    if (resource instanceof CfnSecret || resource instanceof CfnLogGroup) resource.kmsKeyId = key.keyArn;
  }
  new CfnOutput(stack, 'KeyArn', { description: 'The key of orders, secrets and logs', value: key.keyArn });
}

/**
 * Source: DynamoDB Developer Guide, "Authorizing use of your customer managed key"; Secrets Manager User Guide, "Permissions for the KMS
 * key"; AWS KMS Developer Guide, "How AWS Systems Manager Parameter Store uses AWS KMS".
 */
function forCallersOf({ region }: Stack, ...services: readonly string[]): PolicyStatement {
  return new PolicyStatement({
    sid: 'CallersOfServices',
    principals: [new AnyPrincipal()],
    actions: [...USE, 'kms:CreateGrant'],
    resources: ['*'],
    conditions: {
      StringEquals: {
        'kms:CallerAccount': Aws.ACCOUNT_ID,
        'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`),
      },
    },
  });
}

/** Source: Amazon CloudWatch Logs User Guide, "Encrypt log data using AWS Key Management Service". */
function forLogs({ partition, region }: Stack): PolicyStatement {
  return new PolicyStatement({
    sid: 'Logs',
    principals: [new ServicePrincipal('logs.amazonaws.com', { region })],
    actions: USE,
    resources: ['*'],
    conditions: {
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${Aws.ACCOUNT_ID}:log-group:*`,
      },
    },
  });
}
