import * as z from 'zod';
import type { OrderEventType } from '../order/order-event-types.ts';

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
