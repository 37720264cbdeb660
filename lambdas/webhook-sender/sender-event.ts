import * as z from 'zod';
import { isOrderId } from '../../core/order/order-ids.ts';

/** The input of the sender, from the delivery state machine (state-machines/webhook-delivery.ts). */
export const senderEventSchema = z.strictObject({
  webhook: z.string().min(1),
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  sequence: z.int().min(1),
  /** 1 for the first delivery of the event; each redelivery adds 1. */
  round: z.int().min(1),
  /** The id of the execution that sends the delivery. */
  owner: z.string().min(1),
});

/** The input of one invocation of the sender. */
export type SenderEvent = z.output<typeof senderEventSchema>;

/** The result of a delivery that succeeded or needs no further attempt by this execution. */
export interface SenderResult {
  readonly outcome:
    | 'delivered'
    /** A redelivery has replaced this round. */
    | 'superseded'
    /** Another execution is delivering the same event. */
    | 'duplicate'
    /** The delivery had already failed. */
    | 'failed'
    /** The webhook is disabled. The delivery is stored as failed and can be recovered. */
    | 'not-sent'
    /** The webhook, the order or the event no longer exists. */
    | 'dropped';
}
