import * as z from 'zod';
import type { JsonObject, JsonValue } from '../../core/json.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { ATTEMPT_KINDS, STEP_OUTCOMES, STEP_STATUSES } from '../../core/order/step-status.ts';

const jsonSchema: z.ZodType<JsonValue> = z.json();
const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), jsonSchema);
const namedSchema = z.object({ name: z.string(), version: z.string() });

/** A recorded request to a partner, as process events show it. */
export const recordedCalloutSchema = z.object({
  attempt: z.int(),
  method: z.string(),
  endpoint: z.string(),
  request: z.object({ headers: jsonObjectSchema, body: jsonSchema }),
  response: z.object({ status: z.int(), headers: jsonObjectSchema, body: jsonSchema }).nullable(),
  error: z.string().nullable(),
  shortened: z.boolean(),
});

/** A recorded request to a partner. */
export type RecordedCallout = z.output<typeof recordedCalloutSchema>;

const recordedStepSchema = z.object({
  id: z.string(),
  name: z.string(),
  critical: z.boolean(),
  status: z.enum(STEP_STATUSES),
  output: jsonObjectSchema.nullable(),
  skipped: z.string().nullable(),
  attempts: z.array(
    z.object({
      number: z.int(),
      kind: z.enum(ATTEMPT_KINDS),
      startedAt: z.string(),
      outcome: z.enum(STEP_OUTCOMES),
      error: z.object({ name: z.string(), code: z.string() }).nullable(),
    }),
  ),
  callouts: z.array(recordedCalloutSchema),
});

/** A step of a recorded order, with the attempts and callouts of all runs. */
export type RecordedStep = z.output<typeof recordedStepSchema>;

/** An order as it ran, without personal data. */
export const recordedOrderSchema = z.object({
  type: z.literal('order'),
  id: z.string(),
  order_type: z.enum(ORDER_TYPES),
  status: z.enum(['complete', 'failed']),
  created_at: z.string(),
  sequence: namedSchema,
  config_version: z.string().nullable(),
  run: z.int(),
  /** The payload of the latest run; what is personal in it is replaced by stand-ins. */
  payload: jsonObjectSchema,
  steps: z.array(recordedStepSchema),
});

/** An order as it ran. */
export type RecordedOrder = z.output<typeof recordedOrderSchema>;

/** The config that recorded orders ran with. */
export const recordedConfigSchema = z.object({
  type: z.literal('config'),
  version: z.string(),
  config: jsonObjectSchema,
});

/** The first line of a file of recorded orders: which orders it is about. */
export const exportSchema = z.object({
  type: z.literal('export'),
  format: z.literal(1),
  tenant: z.string(),
  /** ISO 8601. */
  from: z.string(),
  /** ISO 8601. */
  to: z.string(),
});

/** Which orders a file of recorded orders is about. */
export type ExportHeader = z.output<typeof exportSchema>;

/** A line of a file of recorded orders. The last line of a complete one is the end. */
export const exportLineSchema = z.discriminatedUnion('type', [
  exportSchema,
  recordedConfigSchema,
  recordedOrderSchema,
  z.object({ type: z.literal('end'), orders: z.int() }),
]);

/** A line of a file of recorded orders. */
export type ExportLine = z.output<typeof exportLineSchema>;
