import { type DeliveryRecord, NO_OWNER } from '../../core/webhooks/delivery-record.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { StartDelivery } from './start-delivery.ts';

/** What redelivering works with. */
export interface RedeliverPorts {
  readonly deliveries: Pick<DeliveryStore, 'get' | 'startRound'>;
  readonly startDelivery: StartDelivery;
  now(): Date;
}

/**
 * Begins a delivery again at once, with all its tries, under the same `webhook-id`.
 *
 * Repeating it is safe: a round that has begun and was not tried yet is the one that is started. Where the execution of
 * that round is over, it died before its first try, and another round is begun.
 *
 * @returns the delivery; undefined when a host is sending it at this moment, or it was changed meanwhile
 * @throws what starting the execution throws; the next call starts the same round
 */
export async function redeliver(
  delivery: DeliveryRecord,
  { deliveries, startDelivery, now }: RedeliverPorts,
): Promise<DeliveryRecord | undefined> {
  if (isPending(delivery) && (await startDelivery(delivery))) return delivery;
  const begun = await startRound(delivery, deliveries, now());
  if (begun !== undefined) await startDelivery(begun);
  return begun;
}

/** Whether a round has begun and waits for its first try. */
function isPending(delivery: DeliveryRecord): boolean {
  return delivery.status === 'waiting' && delivery.owner === NO_OWNER;
}

async function startRound(
  delivery: DeliveryRecord,
  deliveries: RedeliverPorts['deliveries'],
  now: Date,
): Promise<DeliveryRecord | undefined> {
  const beingSent = delivery.status === 'sending' && delivery.ownedUntil > now.toISOString();
  return beingSent ? undefined : deliveries.startRound(delivery, now.toISOString());
}
