import * as z from 'zod';
import { ORDER_EVENT_TYPES, type OrderEventType } from '../order/order-event-types.ts';
import { ORDER_EVENT_DATA } from './order-event-data.ts';

/** What every order event has. */
const COMMON_FIELDS = {
  id: z.string().describe('`<orderId>#<sequence>`: stable, so that a repeat can be seen.'),
  orderId: z
    .string()
    .regex(/^order-[0-9a-f]{32}$/)
    .describe('`order-` and 32 hex digits.'),
  orderReference: z.string().describe('The name of the order among people.'),
  sequence: z.int().min(1).describe('Counts from 1 per order, without gaps.'),
  orderType: z.string().describe('What was ordered, e.g. `new` or `cancel_subscription`.'),
  externalId: z.string().nullable().describe("The submitter's own id of the order."),
  mode: z.string().describe('`production` or `test`.'),
  run: z.int().min(1).describe('The run of the order, from 1.'),
  occurredAt: z.iso.datetime().describe('When it happened, UTC.'),
};

/** Every type of order event. */
export const EVENT_TYPES = Object.keys(ORDER_EVENT_TYPES) as OrderEventType[];

/** The schema of an event of one type, as the bus and `GET /orders/{id}/events` have it. */
export function orderEventSchema(type: OrderEventType) {
  const { id, orderId, orderReference, sequence, ...rest } = COMMON_FIELDS;
  return z
    .strictObject({
      id,
      orderId,
      orderReference,
      sequence,
      type: z.literal(type),
      ...rest,
      data: ORDER_EVENT_DATA[type].describe('What else there is to say.'),
    })
    .describe(ORDER_EVENT_TYPES[type]);
}
