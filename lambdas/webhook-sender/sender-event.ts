import * as z from 'zod';
import { isOrderId } from '../../core/order/order-ids.ts';

/** What the delivery state machine asks for (state-machines/webhook-delivery.ts). */
export const senderEventSchema = z.strictObject({
  webhook: z.string().min(1),
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  sequence: z.int().min(1),
  /** 1 for the event itself; a redelivery has a greater one. */
  round: z.int().min(1),
  /** The execution that asks. */
  owner: z.string().min(1),
});

/** One invocation of the sender. */
export type SenderEvent = z.output<typeof senderEventSchema>;

/** How a delivery ended that ended well, or that is nobody's business any more. */
export interface SenderAnswer {
  readonly outcome:
    | 'delivered'
    /** A redelivery has taken over. */
    | 'superseded'
    /** Another execution delivers the same event. */
    | 'duplicate'
    /** It was given up before this execution. */
    | 'failed'
    /** The endpoint is disabled: kept as failed, to be recovered. */
    | 'not-sent'
    /** The webhook, the order or the event is not there any more. */
    | 'dropped';
}
