import { createHash } from 'node:crypto';
import { ExecutionAlreadyExists, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { DeliveryRecord } from '../../core/webhooks/delivery-record.ts';
import { WEBHOOK_DELIVERY } from '../../core/webhooks/webhook-blueprint.ts';

/** Starts the execution of a delivery's present round; starting it again gives the same one. */
export type StartDelivery = (delivery: DeliveryRecord) => Promise<void>;

/**
 * Starts deliveries over Step Functions.
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
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  };
}
