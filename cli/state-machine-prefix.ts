import { DescribeTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { tenantArns, tenantNames } from '../blueprint/names.ts';
import { UsageError } from '../embedded/cli/run-command.ts';

/**
 * Returns the ARN of every state machine of a deployed tenant, up to the machine's id: the account and the region are those of its table.
 *
 * @throws UsageError there is no such table
 */
export async function stateMachinePrefixOf(tenant: string, client: DynamoDBDocumentClient): Promise<string> {
  const { table } = tenantNames(tenant);
  const described = await client.send(new DescribeTableCommand({ TableName: table })).catch((cause: unknown) => {
    if (!(cause instanceof ResourceNotFoundException)) throw cause;
    throw new UsageError(
      `There is no table ${table} in this account and region: restore it first, or choose another AWS_REGION or AWS_PROFILE.`,
      { cause },
    );
  });
  const [, partition = '', , region = '', accountId = ''] = described.Table?.TableArn?.split(':') ?? [];
  return tenantArns(tenant, { partition, region, accountId }).stateMachinePrefix;
}
