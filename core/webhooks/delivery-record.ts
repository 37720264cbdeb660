import type { OrderEventType } from '../order/order-event-types.ts';
import { isOrderId } from '../order/order-ids.ts';

/** Which event goes to which webhook. */
export interface DeliveryKey {
  readonly orderId: string;
  /** The number of the event within its order. */
  readonly sequence: number;
  /** Name of the webhook. */
  readonly webhook: string;
}

/**
 * The id of a delivery, e.g. `order-4b1f…-3-crm-feed`: the same for every try and every redelivery.
 *
 * Receivers get it as `webhook-id`, so it has no full stop, which the signed text is joined by. Source: Standard
 * Webhooks specification, "Signature scheme".
 */
export function deliveryIdOf({ orderId, sequence, webhook }: DeliveryKey): string {
  return `${orderId}-${sequence}-${webhook}`;
}

/** What a delivery's id stands for; undefined when it has not the form of one. */
export function parseDeliveryId(id: string): DeliveryKey | undefined {
  const [, orderId = '', sequence = '', webhook = ''] =
    /^(order-[0-9a-f]{32})-([1-9]\d{0,8})-([A-Za-z][A-Za-z0-9_-]{0,39})$/.exec(id) ?? [];
  return isOrderId(orderId) ? { orderId, sequence: Number(sequence), webhook } : undefined;
}

/**
 * How a delivery stands.
 *
 * - `sending`: a host is at it, or died at it.
 * - `waiting`: its next try is due later.
 * - `delivered`: the receiver took it.
 * - `failed`: given up; a redelivery begins again.
 */
export const DELIVERY_STATUSES = ['sending', 'waiting', 'delivered', 'failed'] as const;

/** How a delivery stands. */
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The statuses by which deliveries can be listed; one that is being sent stands where it stood before. */
export const LISTED_STATUSES = ['waiting', 'failed', 'delivered'] as const satisfies readonly DeliveryStatus[];

/** The owner of a round that no execution has come to yet. */
export const NO_OWNER = 'nobody';

/** One request to the receiver, or one that could not be made. Its number is its place in the list, from 1. */
export interface DeliveryAttempt {
  readonly round: number;
  readonly startedAt: string;
  /** Missing while the request is under way, and when its host died. */
  readonly durationMs?: number;
  /** Status of the reply; missing when none came. */
  readonly status?: number;
  /** The beginning of the reply's body, redacted. */
  readonly reply?: string;
  /** Why there is no reply. */
  readonly error?: string;
}

/** The item of a delivery, `delivery#<sequence>#<webhook>` beside its order. */
export interface DeliveryRecord extends DeliveryKey {
  readonly eventType: OrderEventType;
  readonly orderType: string;
  readonly status: DeliveryStatus;
  /** Counts from 1: the event itself, then one for each redelivery. */
  readonly round: number;
  /** The execution whose turn it is; `NOBODY` in a round that has just begun. */
  readonly owner: string;
  /** Until when nobody else may try: the running request, or the next try with some time to spare. ISO 8601. */
  readonly ownedUntil: string;
  readonly attempts: readonly DeliveryAttempt[];
  /** How often this round was put off because the endpoint's circuit breaker was open. */
  readonly putOff: number;
  readonly nextTryAt?: string;
  /** Why it was given up. */
  readonly reason?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** How often the delivery was tried in its present round. */
export function attemptsInRound({ attempts, round }: Pick<DeliveryRecord, 'attempts' | 'round'>): number {
  return attempts.filter((attempt) => attempt.round === round).length;
}
