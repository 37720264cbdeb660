import * as z from 'zod';
import { ORDER_STATUSES } from '../../core/order/order-status.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { MAX_EDITION_ID } from '../../core/order/run-edition.ts';
import { FAILURE_OUTCOMES, STEP_OUTCOMES, STEP_STATUSES } from '../../core/order/step-status.ts';

/** How an attempt ended. */
export const stepOutcomeSchema = z.enum(STEP_OUTCOMES);

/** The state of a step. */
export const stepStatusSchema = z.enum(STEP_STATUSES);

/** The id of an order. */
export const orderIdSchema = z
  .string()
  .regex(/^order-[0-9a-f]{32}$/, 'Expected the id of an order')
  .describe('`order-` followed by 32 hex digits.');

/** The id of a trace. */
export const traceIdSchema = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe(
    'The trace of the order (W3C Trace Context): that of the request that submitted it, or else the hex digits of its id. Log lines and requests to partners and webhooks have it.',
  );

/** The header that a request was sent with. */
export const traceparentSchema = z
  .string()
  .nullable()
  .describe('The `traceparent` of the request, by which the receiver finds it in its logs; null in old records.');

/** The id of a step. */
export const stepIdSchema = z.string().describe('The id of the step; by default, the name of its plugin.');

/** A time, ISO 8601. */
export const instantSchema = z.iso.datetime();

/** Any JSON object. */
export const jsonObjectSchema = z.looseObject({});

/** The name and version of a sequence. */
export const sequenceNameSchema = z.strictObject({
  name: z.string().describe('`default`, or the name of the override.'),
  version: z.string().describe('Changes whenever the content of the sequence changes.'),
});

/** The version of a tenant's config. */
export const configVersionSchema = z
  .string()
  .regex(/^[0-9a-f]{12}$/)
  .describe('Changes whenever the content of the config changes; `GET /config/versions/{version}` has it.');

/** The id of an edition. */
export const editionIdSchema = z
  .string()
  .max(MAX_EDITION_ID)
  .describe(
    'Changes whenever anything that orders run through changes; `GET /config/editions` says which is in effect.',
  );

/** The edition of a run. */
export const runEditionSchema = z
  .strictObject({
    id: editionIdSchema,
    candidate: z
      .boolean()
      .describe('Whether the run got it as the candidate: the edition that a share of new orders gets.'),
  })
  .nullable()
  .describe(
    'The edition that the run takes, to its end. null without `aws.canary`, or if it is not known after a restore: the run then takes what is deployed.',
  );

/** An override that was evaluated, and whether it matched. */
export const verdictSchema = z.strictObject({ override: z.string(), matched: z.boolean(), reason: z.string() });

/** The fields that identify a step. */
export const runStepFields = {
  id: z.string().describe('Unique in the sequence.'),
  name: z.string().describe('The name of the plugin.'),
  service: z.string().describe('The category of the plugin.'),
  phase: z.enum(['process', 'postProcess']),
  critical: z.boolean().describe('Whether a failure of the step stops the order.'),
};

/** A step of an order. */
export const stepViewSchema = z.strictObject({
  ...runStepFields,
  status: stepStatusSchema,
  attempts: z.int(),
  startedAt: instantSchema.nullable(),
  durationMs: z.number().nullable().describe('The total duration of its attempts in milliseconds.'),
  skipped: z.string().exactOptional().describe('Why it was skipped.'),
});

/** The fields that every view of an order has. */
export const summaryFields = {
  id: orderIdSchema,
  order_reference: z
    .string()
    .regex(/^[0-9A-Z]{12}$/)
    .describe('A short reference for people.'),
  order_type: z.enum(ORDER_TYPES),
  status: z.enum(ORDER_STATUSES),
  external_id: z.string().nullable().describe("The id in the channel's system, without personal data."),
  sequence: sequenceNameSchema,
  config_version: configVersionSchema
    .nullable()
    .describe('The config that the run was started with; null in old orders.'),
  edition: runEditionSchema,
  run: z.int().describe('The number of the current run, from 1.'),
  failure: z
    .strictObject({
      step: z.string(),
      code: z.string(),
      message: z.string(),
      outcome: z
        .enum(FAILURE_OUTCOMES)
        .exactOptional()
        .describe(
          '`declined`: the partner said no. `transient`: the partner was unavailable; resume the order once it answers. `failed`: a retry does not help before the cause is mended. `unknown`: a person must find out what happened.',
        ),
    })
    .nullable()
    .describe('Why the order failed or is held, phrased for the customer.'),
  parked: z
    .strictObject({
      step: z.string(),
      doing: z.enum(['run', 'probe', 'undo']).describe('What waits: the step, the probe of its outcome, or its undo.'),
      connection: z.string().describe('The connection that is unavailable.'),
      code: z.string(),
      reason: z.string().describe('Phrased for the customer.'),
      since: instantSchema,
      until: instantSchema.describe('When the patience ends: the step then fails.'),
      released_by: z
        .enum(['connection', 'time'])
        .describe('What lets the order continue: the connection closes, or a time passes.'),
      not_before: instantSchema.nullable().describe('The order does not continue before.'),
    })
    .nullable()
    .describe('Set while the order waits for a partner that is unavailable.'),
  degraded: z.array(z.string()).describe('Ids of non-critical steps that have not succeeded.'),
  situation: z.string().describe('For operators: what happened, and what the order needs. Quotes nobody.'),
  needs_person: z.boolean().describe('Whether it failed, is held or is degraded: somebody has to act.'),
  assigned_to: z.string().nullable().describe('Who takes care of it.'),
  since: instantSchema.describe('Since when it is in this situation.'),
  createdAt: instantSchema,
  updatedAt: instantSchema,
  links: z.strictObject({
    self: z.string(),
    processEvents: z.string(),
    events: z.string(),
    config: z.string().nullable().describe('The config that the run was started with.'),
  }),
};
