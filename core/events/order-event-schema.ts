import * as z from 'zod';
import { ORDER_EVENT_TYPES, type OrderEventType } from '../order/order-event-types.ts';

const step = z.string().describe('Id of the step.');
const code = z.string().describe('Error code, e.g. `card_declined`.');
const failure = { step, code, message: z.string().describe('Error message that the customer may read.') };
const connection = z.string().describe('Name of the connection, e.g. `zuora`.');
const reason = z.string().describe('Reason that the operator gave.');

/**
 * The `data` of each event type, in addition to the fields of every event.
 *
 * The objects are loose: receivers must ignore fields that they do not know, because more may be added.
 */
export const ORDER_EVENT_DATA = {
  'order.submitted': z.looseObject({}),
  'order.completed': z.looseObject({}),
  'order.failed': z.looseObject(failure),
  'order.held': z.looseObject(failure),
  'order.cancelled': z.looseObject({ reason: reason.exactOptional() }),
  'order.resumed': z.looseObject({
    reason: reason.exactOptional(),
    revision: z.int().exactOptional().describe('Revision of the order in the new run.'),
    sequence: z
      .looseObject({ name: z.string(), version: z.string() })
      .exactOptional()
      .describe('Sequence of the new run: its name and version.'),
  }),
  'order.degraded': z.looseObject({ step, code }),
  'order.healed': z.looseObject({
    step,
    by: z.string().exactOptional().describe('`skip` or `complete`, if an operator did it.'),
    reason: reason.exactOptional(),
  }),
  'order.parked': z.looseObject({
    step,
    connection,
    code,
    since: z.string().describe('When the order was first parked at this step.'),
    until: z.string().describe('When the step fails if the partner is still unavailable.'),
  }),
  'order.released': z.looseObject({
    step,
    connection,
    by: z.string().describe('What released it: `connection`, because the partner answers again, or `operator`.'),
    reason: reason.exactOptional(),
  }),
  'order.error': z.looseObject({
    eventId: z.string().describe('The event that started the processing of the order.'),
    processEventId: z.string().describe('Process event of the run; see `GET /orders/{id}/process-events`.'),
    event: z
      .looseObject({ message: z.string(), type: z.string() })
      .describe('What was processed: `order.` and the order type.'),
    step,
    critical: z
      .boolean()
      .describe(
        'Whether the step is critical, so that the error ended the run. False for a notice of a step that succeeded.',
      ),
    code,
    pluginErrorOutput: z
      .array(z.looseObject({ name: z.string(), message: z.string() }))
      .describe('All plugin errors of the run so far.'),
  }),
  'order.erased': z.looseObject({ erasure: z.string().describe('Id of the erasure; see `GET /erasures/{id}`.') }),
} as const satisfies Readonly<Record<OrderEventType, z.ZodObject>>;

/** Every type of order event. */
export const EVENT_TYPES = Object.keys(ORDER_EVENT_TYPES) as OrderEventType[];

/** The schema of an order event of any type, as published to the bus and returned by `GET /orders/{id}/events`. */
export const ORDER_EVENT_SCHEMA = z
  .strictObject({
    id: z.string().describe('`<orderId>#<sequence>`. Stable, so that receivers can recognise a repeat.'),
    orderId: z
      .string()
      .regex(/^order-[0-9a-f]{32}$/)
      .describe('`order-` and 32 hex digits.'),
    orderReference: z.string().describe('Order reference for people.'),
    sequence: z.int().min(1).describe('Number of the event within its order: from 1, without gaps.'),
    type: z.enum(EVENT_TYPES).describe(EVENT_TYPES.map((type) => `\`${type}\`: ${ORDER_EVENT_TYPES[type]}`).join('\n')),
    orderType: z.string().describe('Order type, e.g. `new` or `cancel_subscription`.'),
    externalId: z.string().nullable().describe('Id of the order in the system that submitted it.'),
    mode: z.string().describe('`production` or `test`.'),
    traceId: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe('Trace of the order (W3C Trace Context), as in logs and in the requests to partners.'),
    run: z.int().min(1).describe('Run of the order, from 1.'),
    occurredAt: z.iso.datetime().describe('When the event happened, in UTC.'),
    data: z.looseObject({}).describe('Details of the event.'),
  })
  .describe('Something that happened to an order.');

/** Returns the schema of an order event of one type. */
export function orderEventSchema(type: OrderEventType) {
  return ORDER_EVENT_SCHEMA.extend({
    type: z.literal(type),
    data: ORDER_EVENT_DATA[type].describe('Details of the event.'),
  }).describe(ORDER_EVENT_TYPES[type]);
}
