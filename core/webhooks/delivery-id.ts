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
