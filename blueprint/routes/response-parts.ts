import * as z from 'zod';
import { ORDER_STATUSES } from '../../core/order/order-status.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { STEP_OUTCOMES, STEP_STATUSES } from '../../core/order/step-status.ts';
import type { StepView } from '../../lambdas/api/order-view.ts';

/** How an attempt ended. */
export const stepOutcomeSchema = z.enum(STEP_OUTCOMES);

/** The state of a step. */
export const stepStatusSchema = z.enum(STEP_STATUSES);

/** The id of an order. */
export const orderIdSchema = z
  .string()
  .regex(/^order-[0-9a-f]{32}$/)
  .describe('`order-` and 32 hex digits.');

/** The id of a step. */
export const stepIdSchema = z.string().describe("The step's id: its own, or the name of its plugin.");

/** An instant. */
export const instantSchema = z.iso.datetime();

/** Any JSON object. */
export const jsonObjectSchema = z.looseObject({});

/** The name and the version of a sequence. */
export const sequenceNameSchema = z.strictObject({
  name: z.string().describe("`default`, or the override's name."),
  version: z.string().describe('Changes with the content of the sequence.'),
});

/** One override that was looked at. */
export const verdictSchema = z.strictObject({ override: z.string(), matched: z.boolean(), reason: z.string() });

/** What names a step. */
export const runStepFields = {
  id: z.string().describe('Unique in the sequence.'),
  name: z.string().describe('The plugin.'),
  service: z.string().describe("The plugin's category."),
  phase: z.enum(['process', 'postProcess']),
  critical: z.boolean().describe('Whether its failure stops the order.'),
};

/** A step of an order. */
export const stepViewSchema = z.strictObject({
  ...runStepFields,
  status: stepStatusSchema,
  attempts: z.int(),
  startedAt: instantSchema.nullable(),
  durationMs: z.number().nullable().describe('How long its attempts took together, in milliseconds.'),
  skipped: z.string().exactOptional().describe('Why it was skipped.'),
}) satisfies z.ZodType<StepView>;

/** What a list shows of an order, and every view of it has. */
export const summaryFields = {
  id: orderIdSchema,
  order_reference: z
    .string()
    .regex(/^[0-9A-Z]{12}$/)
    .describe('The name of the order among people.'),
  order_type: z.enum(ORDER_TYPES),
  status: z.enum(ORDER_STATUSES),
  external_id: z.string().nullable(),
  sequence: sequenceNameSchema,
  run: z.int().describe('Counts the runs, from 1.'),
  failure: z
    .strictObject({ step: z.string(), code: z.string(), message: z.string() })
    .nullable()
    .describe('Why the order failed or is held, as the customer may read it.'),
  degraded: z.array(z.string()).describe('Ids of non-critical steps that have not succeeded.'),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  links: z.strictObject({ self: z.string(), processEvents: z.string(), events: z.string() }),
};
