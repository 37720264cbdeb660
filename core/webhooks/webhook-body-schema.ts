import * as z from 'zod';
import { ORDER_EVENT_DATA, orderEventSchema } from '../events/order-event-schema.ts';
import type { OrderEventType } from '../order/order-event-types.ts';

const omitted = {
  orderOmitted: z
    .literal(true)
    .exactOptional()
    .describe('Set if the order was left out because the body would exceed 256 KB.'),
};

/** Returns the schema of the body of a webhook for an event of one type. */
export function webhookBodySchema(type: OrderEventType): z.ZodObject {
  const event = orderEventSchema(type).extend({
    timestamp: z.iso.datetime().describe('Same as `occurredAt`, under the name that Standard Webhooks uses.'),
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
        type: z.string().describe('`order.` and the order type.'),
        event: z
          .looseObject({ order_type: z.string(), orderState: z.string(), mode: z.string() })
          .exactOptional()
          .describe('Order as received; not part of a slim webhook.'),
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
        revision: z.int().describe('Revision of the order; grows when a resume changes the order.'),
        failure: z.looseObject({ step: z.string(), code: z.string(), message: z.string() }).nullable(),
        degraded: z.array(z.string()),
        createdAt: z.iso.datetime(),
        updatedAt: z.iso.datetime(),
      })
      .exactOptional()
      .describe('Order as received, with its current status; not part of a slim webhook.'),
  });
}
