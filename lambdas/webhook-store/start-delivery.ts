import { createHash } from 'node:crypto';
import { WEBHOOK_DELIVERY } from '../../core/sequence/service-machines.ts';
import type { DeliveryRecord } from '../../core/webhooks/delivery-record.ts';
import type { StartStateMachine } from '../step-functions.ts';

/**
 * Starts the execution of a delivery's current round. Has no effect if the execution is already running.
 *
 * @returns whether the execution is running; false if it has ended
 */
export type StartDelivery = (delivery: DeliveryRecord) => Promise<boolean>;

/** Creates the function that starts deliveries. */
export function createStartDelivery(start: StartStateMachine): StartDelivery {
  return ({ orderId, sequence, webhook, round }) => {
    // The name of a webhook and the id of an order can together exceed the 80 characters of an execution name.
    const hash = createHash('sha256').update(webhook).digest('hex').slice(0, 8);
    const name = `${orderId}-${sequence}-${hash}-${round}`;
    return start(WEBHOOK_DELIVERY, name, { webhook, orderId, sequence, round });
  };
}
