import * as z from 'zod';
import { ORDER_EVENT_DATA, orderEventSchema } from '../events/order-event-schema.ts';
import type { OrderEventType } from '../order/order-event-types.ts';

const omitted = {
  orderOmitted: z.literal(true).exactOptional().describe('The order was left out, since the body would pass 256 KB.'),
};

/** The schema of what a webhook receives for an event of one type. */
export function webhookBodySchema(type: OrderEventType): z.ZodObject {
  const event = orderEventSchema(type).extend({
    timestamp: z.iso.datetime().describe('`occurredAt`, under the name that Standard Webhooks gives it.'),
    ...omitted,
  });
  if (type === 'order.error') {
    const { eventId, processEventId, pluginErrorOutput } = ORDER_EVENT_DATA['order.error'].shape;
    return event.extend({
      eventId,
      processEventId,
      pluginErrorOutput,
      event: z.strictObject({
        message: z.string(),
        type: z.string().describe('`order.` and the type of the order.'),
        event: z
          .looseObject({ order_type: z.string(), orderState: z.string(), mode: z.string() })
          .exactOptional()
          .describe('The order as received; left out of a slim webhook.'),
      }),
    });
  }
  return event.extend({
    order: z
      .looseObject({
        id: z.string(),
        order_reference: z.string(),
        order_type: z.string(),
        status: z.string(),
        revision: z.int().describe('Grows when a resume changes the order.'),
        failure: z.looseObject({ step: z.string(), code: z.string(), message: z.string() }).nullable(),
        degraded: z.array(z.string()),
        createdAt: z.iso.datetime(),
        updatedAt: z.iso.datetime(),
      })
      .exactOptional()
      .describe('The order as received, and how it stands when this is sent; left out of a slim webhook.'),
  });
}
