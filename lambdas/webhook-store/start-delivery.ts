import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { WEBHOOK_DELIVERY } from '../../core/sequence/service-machines.ts';
import type { DeliveryRecord } from '../../core/webhooks/delivery-record.ts';

/**
 * Starts the execution of a delivery's present round; starting it again while it runs gives the same one.
 *
 * @returns whether it runs; false when the round had one that is over
 */
export type StartDelivery = (delivery: DeliveryRecord) => Promise<boolean>;

/**
 * Starts deliveries over Step Functions. A name whose execution runs with the same input is answered as the first start
 * was; `ExecutionAlreadyExists` therefore says that it is over. Source: AWS Step Functions API Reference, StartExecution.
 *
 * @param prefix ARN of the tenant's state machines up to the machine's own name
 */
export function createStartDelivery(client: SFNClient, prefix: string): StartDelivery {
  return async ({ orderId, sequence, webhook, round }) => {
    // A webhook's name and an order's id together can pass the 80 characters of an execution's name.
    const hash = createHash('sha256').update(webhook).digest('hex').slice(0, 8);
    try {
      await client.send(
        new StartExecutionCommand({
          stateMachineArn: `${prefix}${WEBHOOK_DELIVERY}`,
          name: `${orderId}-${sequence}-${hash}-${round}`,
          input: JSON.stringify({ webhook, orderId, sequence, round }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false;
      throw error;
    }
  };
}
