import { orderEventIdOf } from '../../../core/order/order-ids.ts';
import { type DeliveryAttempt, type DeliveryRecord, deliveryIdOf } from '../../../core/webhooks/delivery-record.ts';

/** A delivery as operators read it. */
export interface DeliveryView {
  /** The `webhook-id` that the receiver gets. */
  readonly id: string;
  readonly webhook: string;
  readonly status: DeliveryRecord['status'];
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly sequence: number;
    readonly orderId: string;
    readonly orderType: string;
  };
  readonly round: number;
  readonly attempts: readonly (DeliveryAttempt & { readonly number: number })[];
  readonly nextTryAt: string | null;
  /** Why it was given up. */
  readonly reason: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly links: { readonly order: string; readonly redeliver: string };
}

/** What the API shows of a delivery. */
export function deliveryView(delivery: DeliveryRecord): DeliveryView {
  const { orderId, sequence, webhook, status, eventType, orderType, round, attempts, nextTryAt, reason } = delivery;
  const id = deliveryIdOf(delivery);
  return {
    id,
    webhook,
    status,
    event: { id: orderEventIdOf(orderId, sequence), type: eventType, sequence, orderId, orderType },
    round,
    attempts: attempts.map((attempt, index) => ({ number: index + 1, ...attempt })),
    nextTryAt: nextTryAt ?? null,
    reason: reason ?? null,
    createdAt: delivery.createdAt,
    updatedAt: delivery.updatedAt,
    links: { order: `/orders/${orderId}`, redeliver: `/webhooks/deliveries/${id}/redeliver` },
  };
}
