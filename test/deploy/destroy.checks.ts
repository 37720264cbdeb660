import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { expect, it } from 'vitest';
import type { OrderView } from '../../blueprint/routes/response-schemas.ts';
import { destroy } from '../../scripts/test-deploy/cdk.ts';
import { SCENARIO_TENANT } from '../e2e/scenario-target.ts';
import { exampleOrder } from '../e2e/scenarios.ts';
import type { DeploymentUnderTest } from './deployment-under-test.ts';
import { describeStack } from './stack-resources.ts';

const { tenant } = SCENARIO_TENANT;
const TABLE = `${tenant}-orders`;

/** Checks what remains after a tenant is removed. */
export function checkDestroy(played: () => DeploymentUnderTest): void {
  it('deletes the API and the stacks, and keeps orders and state machines', async () => {
    const { deployment, target } = played();
    const { body } = await target.api('POST', '/orders', await exampleOrder(), { prefer: 'wait=20' });
    const { id } = body as OrderView;

    await destroy(
      { env: process.env, log: join(deployment.directory, 'cdk.log') },
      { directory: join(deployment.directory, 'changed'), stacks: `${tenant}/*` },
    );

    for (const stack of [`${tenant}-Stateless`, `${tenant}-Stateful`])
      await expect(describeStack(deployment, stack)).rejects.toThrow('does not exist');
    expect((await target.api('GET', `/orders/${id}`)).status).toBeGreaterThanOrEqual(400);
    const dynamoDb = new DynamoDBClient({});
    try {
      const key = { pk: { S: id }, sk: { S: 'order' } };
      const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: TABLE, Key: key }));
      expect(Item?.status).toEqual({ S: 'complete' });
      const { Table } = await dynamoDb.send(new DescribeTableCommand({ TableName: TABLE }));
      expect(Table).toMatchObject({ TableStatus: 'ACTIVE', DeletionProtectionEnabled: true });
    } finally {
      dynamoDb.destroy();
    }
    const stateMachineArn = target
      .executionArn('default', id, 1)
      .replace(':execution:', ':stateMachine:')
      .replace(/:[^:]+$/, '');
    const left = await target.stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(left.status).toBe('ACTIVE');
  });
}
