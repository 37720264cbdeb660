import { type DeliveryRecord, NO_OWNER } from '../../core/webhooks/delivery-record.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { StartDelivery } from './start-delivery.ts';

/** Dependencies of a redelivery. */
export interface RedeliverPorts {
  readonly deliveries: Pick<DeliveryStore, 'get' | 'startRound'>;
  readonly startDelivery: StartDelivery;
  now(): Date;
}

/**
 * Starts a new round of a delivery at once, with the full number of attempts and the same `webhook-id`.
 *
 * Safe to repeat: a round without an attempt is started again instead of a new one. If the execution of that round has
 * ended, it died before its first attempt, so a new round is started.
 *
 * @returns the delivery; undefined if a host is sending it, or it has changed since it was read
 * @throws any error of starting the execution; the next call starts the same round
 */
export async function redeliver(
  delivery: DeliveryRecord,
  { deliveries, startDelivery, now }: RedeliverPorts,
): Promise<DeliveryRecord | undefined> {
  if (isPending(delivery) && (await startDelivery(delivery))) return delivery;
  const started = await startRound(delivery, deliveries, now());
  if (started !== undefined) await startDelivery(started);
  return started;
}

/** Returns whether the round is waiting for its first attempt. */
function isPending(delivery: DeliveryRecord): boolean {
  return delivery.status === 'waiting' && delivery.owner === NO_OWNER;
}

async function startRound(
  delivery: DeliveryRecord,
  deliveries: RedeliverPorts['deliveries'],
  now: Date,
): Promise<DeliveryRecord | undefined> {
  const isSending = delivery.status === 'sending' && delivery.ownedUntil > now.toISOString();
  return isSending ? undefined : deliveries.startRound(delivery, now.toISOString());
}
