import { createHash } from 'node:crypto';
import { WEBHOOK_DELIVERY } from '../../core/sequence/service-machines.ts';
import type { DeliveryRecord } from '../../core/webhooks/delivery-record.ts';
import type { StartStateMachine } from '../step-functions.ts';

/**
 * Starts the execution of a delivery's current round. Starting it again while it is running has no effect.
 *
 * @returns whether it is running; false if the round's execution has ended
 */
export type StartDelivery = (delivery: DeliveryRecord) => Promise<boolean>;

/** Creates the start of deliveries. */
export function createStartDelivery(start: StartStateMachine): StartDelivery {
  return ({ orderId, sequence, webhook, round }) => {
    // A webhook's name and an order's id together can exceed the 80 characters of an execution's name.
    const hash = createHash('sha256').update(webhook).digest('hex').slice(0, 8);
    const name = `${orderId}-${sequence}-${hash}-${round}`;
    return start(WEBHOOK_DELIVERY, name, { webhook, orderId, sequence, round });
  };
}
