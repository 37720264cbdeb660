import type { DeliveryIndex } from '../webhook-store/delivery-index.ts';

/** What the age is read from. */
export interface OldestWaitingDeliveryPorts {
  readonly deliveries: Pick<DeliveryIndex, 'positions'>;
  now(): Date;
}

/**
 * Seconds since the first try of the oldest delivery of a webhook that waits for another one; undefined when none waits,
 * as at a healthy webhook.
 *
 * Whatever keeps an event from its receiver shows here: a receiver that is down, a circuit breaker, a secret that is
 * missing, an execution that somebody stopped.
 */
export async function oldestWaitingDeliveryAge(
  webhook: string,
  { deliveries, now }: OldestWaitingDeliveryPorts,
): Promise<number | undefined> {
  const waiting = deliveries.positions({ webhooks: [webhook], statuses: ['waiting'], first: 'oldest' });
  const oldest = await waiting.next();
  return oldest.done === true ? undefined : Math.max(0, (now().getTime() - Date.parse(oldest.value.createdAt)) / 1000);
}
