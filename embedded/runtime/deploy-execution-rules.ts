import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { AwsService } from '../aws/aws-service.ts';
import type { TenantNames } from './tenant-names.ts';

/**
 * Makes the rules on the default bus that tell functions how executions of the tenant's state machines ended.
 *
 * @param eventBridge the service, by its AWS operations
 */
export async function deployExecutionRules(
  { executionRules }: Pick<Blueprint, 'executionRules'>,
  names: TenantNames,
  eventBridge: Pick<AwsService, 'call'>,
): Promise<void> {
  for (const { id, statuses, function: functionId } of executionRules) {
    const pattern = {
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: statuses, stateMachineArn: [{ prefix: names.stateMachinePrefix }] },
    };
    await eventBridge.call('PutRule', { Name: id, EventPattern: JSON.stringify(pattern) });
    await eventBridge.call('PutTargets', {
      Rule: id,
      Targets: [{ Id: functionId, Arn: names.functionArn(functionId) }],
    });
  }
}
