import * as z from 'zod';
import { isOrderId } from '../../core/order/order-ids.ts';

/** The input of the sender, from the delivery state machine (state-machines/webhook-delivery.ts). */
export const senderEventSchema = z.strictObject({
  webhook: z.string().min(1),
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  sequence: z.int().min(1),
  /** 1 for the first delivery of the event; each redelivery counts up. */
  round: z.int().min(1),
  /** The execution that sends the delivery. */
  owner: z.string().min(1),
});

/** One invocation of the sender. */
export type SenderEvent = z.output<typeof senderEventSchema>;

/** The end of a delivery that succeeded or needs no further attempt from this execution. */
export interface SenderAnswer {
  readonly outcome:
    | 'delivered'
    /** A redelivery replaced it. */
    | 'superseded'
    /** Another execution delivers the same event. */
    | 'duplicate'
    /** It had failed before this execution. */
    | 'failed'
    /** The webhook is disabled. The delivery is stored as failed and can be recovered. */
    | 'not-sent'
    /** The webhook, the order or the event no longer exists. */
    | 'dropped';
}
