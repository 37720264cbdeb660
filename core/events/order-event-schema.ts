import * as z from 'zod';
import { ORDER_EVENT_TYPES, type OrderEventType } from '../order/order-event-types.ts';

const step = z.string().describe('Id of the step.');
const code = z.string().describe('Why, in a word, e.g. `card_declined`.');
const failure = { step, code, message: z.string().describe('Why, as the customer may read it.') };
const reason = z.string().describe('Why, in the words of the operator.');

/**
 * What the `data` of each event type holds, beside what every event has.
 *
 * Loose: readers are to pass over fields that they do not know, since more may come.
 */
export const ORDER_EVENT_DATA = {
  'order.submitted': z.looseObject({}),
  'order.completed': z.looseObject({}),
  'order.failed': z.looseObject(failure),
  'order.held': z.looseObject(failure),
  'order.cancelled': z.looseObject({ reason: reason.exactOptional() }),
  'order.resumed': z.looseObject({
    reason: reason.exactOptional(),
    revision: z.int().exactOptional().describe('The revision of the order that the new run works on.'),
    sequence: z
      .looseObject({ name: z.string(), version: z.string() })
      .exactOptional()
      .describe('The sequence that the new run goes by: its name and its version.'),
  }),
  'order.degraded': z.looseObject({ step, code }),
  'order.healed': z.looseObject({
    step,
    by: z.string().exactOptional().describe('`skip` or `complete`, when an operator settled it.'),
    reason: reason.exactOptional(),
  }),
  'order.error': z.looseObject({
    eventId: z.string().describe('The event that the processing of the order began with.'),
    processEventId: z.string().describe('The record of the run: see `GET /orders/{id}/process-events`.'),
    event: z
      .looseObject({ message: z.string(), type: z.string() })
      .describe('What was being processed: `order.` and the type of the order.'),
    step,
    critical: z.boolean().describe('Whether the error ended the run.'),
    code,
    pluginErrorOutput: z
      .array(z.looseObject({ name: z.string(), message: z.string() }))
      .describe('Every plugin error of the run so far.'),
  }),
} as const satisfies Readonly<Record<OrderEventType, z.ZodObject>>;

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
