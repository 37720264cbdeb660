import type { OrderEventType } from '../order/order-event-types.ts';
import { isOrderId } from '../order/order-ids.ts';

/** One event for one webhook. */
export interface DeliveryKey {
  readonly orderId: string;
  /** Number of the event within its order. */
  readonly sequence: number;
  /** Name of the webhook. */
  readonly webhook: string;
}

/**
 * Returns the id of a delivery, e.g. `order-4b1f…-3-crm-feed`: the same for every attempt and every redelivery.
 *
 * Receivers get it as `webhook-id`. It has no full stop, because that separates the parts of the signed text. Source:
 * Standard Webhooks specification, "Signature scheme".
 */
export function deliveryIdOf({ orderId, sequence, webhook }: DeliveryKey): string {
  return `${orderId}-${sequence}-${webhook}`;
}

/** Parses the id of a delivery; undefined if it does not have that form. */
export function parseDeliveryId(id: string): DeliveryKey | undefined {
  const [, orderId = '', sequence = '', webhook = ''] =
    /^(order-[0-9a-f]{32})-([1-9]\d{0,8})-([A-Za-z][A-Za-z0-9_-]{0,39})$/.exec(id) ?? [];
  return isOrderId(orderId) ? { orderId, sequence: Number(sequence), webhook } : undefined;
}

/**
 * The states of a delivery.
 *
 * - `sending`: a host is sending it, or died while doing so.
 * - `waiting`: its next attempt is due later.
 * - `delivered`: the receiver accepted it.
 * - `failed`: it was given up; a redelivery starts a new round.
 */
export const DELIVERY_STATUSES = ['sending', 'waiting', 'delivered', 'failed'] as const;

/** One of the states of a delivery. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The statuses by which deliveries can be listed. A delivery that is being sent stays listed under its previous status. */
export const LISTED_STATUSES = ['waiting', 'failed', 'delivered'] as const satisfies readonly DeliveryStatus[];

/** Owner of a round that no execution has claimed yet. */
export const NO_OWNER = 'nobody';

/** One attempt to send a delivery. Its number is its position in the list, from 1. */
export interface DeliveryAttempt {
  readonly round: number;
  readonly startedAt: string;
  /** Absent while the request is running, and if its host died. */
  readonly durationMs?: number;
  /** The header of that name; absent before the request was sent, and in older records. */
  readonly traceparent?: string;
  /** Status of the reply; absent if none came. */
  readonly status?: number;
  /** The beginning of the reply's body, redacted. */
  readonly reply?: string;
  /** Why there is no reply. */
  readonly error?: string;
}

/** The delivery item, `delivery#<sequence>#<webhook>` in the partition of its order. */
export interface DeliveryRecord extends DeliveryKey {
  readonly eventType: OrderEventType;
  readonly orderType: string;
  readonly status: DeliveryStatus;
  /** Number of the round: 1 for the event itself, and one more for each redelivery. */
  readonly round: number;
  /** The execution that owns the round; `NO_OWNER` if the round has just started. */
  readonly owner: string;
  /** Until when no other execution may take over: the end of the running request, or some time after the next attempt. ISO 8601. */
  readonly ownedUntil: string;
  readonly attempts: readonly DeliveryAttempt[];
  /** How often this round was postponed because the circuit breaker was open. */
  readonly putOff: number;
  readonly nextTryAt?: string;
  /** Why the delivery was given up. */
  readonly reason?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Returns the number of attempts in the current round. */
export function attemptsInRound({ attempts, round }: Pick<DeliveryRecord, 'attempts' | 'round'>): number {
  return attempts.filter((attempt) => attempt.round === round).length;
}
