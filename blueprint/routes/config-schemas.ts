import * as z from 'zod';
import { ROLLOUT_EVENTS } from '../../core/editions/rollout.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import {
  configVersionSchema,
  editionIdSchema,
  instantSchema,
  jsonObjectSchema,
  runStepFields,
  sequenceNameSchema,
  verdictSchema,
} from './response-parts.ts';

const previewStepSchema = z.strictObject({
  ...runStepFields,
  run: z
    .enum(['yes', 'no', 'depends on results', 'fails'])
    .describe('Whether the step would run. `fails`: one of its expressions cannot be evaluated for this order.'),
  reason: z.string().exactOptional().describe('Why the step would not run.'),
});

/** How an order would be processed. */
export const orderPreviewSchema = z
  .strictObject({
    order_type: z.string(),
    facts: z.strictObject({
      orderType: z.enum(ORDER_TYPES),
      processingType: z.string(),
      offerTypes: z.array(z.string()),
    }),
    sequence: sequenceNameSchema.extend({ steps: z.array(previewStepSchema) }),
    why: z.array(verdictSchema).describe('The overrides that were evaluated, in order.'),
    problems: z
      .array(z.strictObject({ step: z.string(), path: z.string(), message: z.string() }))
      .describe('Problems that would stop a step and can be found without calling a partner.'),
    transitions: z.int().describe('The number of state transitions of a run in which every step succeeds.'),
    price: z
      .strictObject({
        lines: z.array(z.strictObject({ what: z.string(), quantity: z.number(), perMillion: z.number() })),
        perMillion: z.number().describe('US dollars per million orders, at list prices of us-east-1.'),
      })
      .describe('The cost of an order with this sequence if the first attempt of every step succeeds.'),
  })
  .describe('How an order would be processed.');

/** Who deployed a version, and when. */
export const deploymentFields = {
  deployed_at: instantSchema.describe('When the deployment was first seen: on AWS within a minute of it.'),
  by: z.string().nullable().describe('Who deployed it: a person or a pipeline; null if the deployment did not say.'),
  commit: z.string().nullable().describe('The git commit; null if the deployment did not say.'),
  uncommitted: z.boolean().describe('Whether files differed from the commit.'),
};

/** A version of the config. */
export const configVersionBodySchema = z
  .strictObject({
    version: configVersionSchema,
    deployments: z.array(z.strictObject(deploymentFields)).describe('Newest first.'),
    sequences: z.array(sequenceNameSchema),
    former: configVersionSchema.nullable().describe('The version that was deployed before; null for the first one.'),
    differences: z
      .array(z.strictObject({ about: z.string(), lines: z.array(z.string()) }))
      .nullable()
      .describe('How it differs from `former`, in words; null if there is none, or it cannot be read any more.'),
    config: jsonObjectSchema.describe('The tenant file. Names secrets; never contains their values.'),
  })
  .describe('A version of the config.');

/** The config in effect. */
export const configSchema = z
  .strictObject({
    tenant: z.string(),
    version: configVersionSchema,
    onCriticalFailure: z.string(),
    overrides: z
      .array(z.strictObject({ name: z.string(), match: jsonObjectSchema }))
      .describe('The first override that matches selects the sequence of the same name.'),
    sequences: z.array(
      sequenceNameSchema.extend({
        onCriticalFailure: z.string(),
        steps: z.array(
          z.strictObject({
            ...runStepFields,
            effect: z.string(),
            probes: z.boolean().describe('Whether an unknown outcome is resolved by a probe of the partner.'),
            compensates: z.boolean().describe('Whether the plugin can undo the step.'),
            options: jsonObjectSchema.describe('References secrets by name; never contains their values.'),
            when: z.string().exactOptional(),
            select: z.string().exactOptional(),
            timeoutSeconds: z.number(),
            patience: z
              .strictObject({ connection: z.string(), seconds: z.number() })
              .exactOptional()
              .describe('For which connection an order waits at the step, and how long.'),
            callback: jsonObjectSchema.exactOptional().describe('How long the step waits for its callback.'),
            retry: z.strictObject({ maxAttempts: z.int(), intervalSeconds: z.number(), backoffRate: z.number() }),
          }),
        ),
        mermaid: z.string().describe('A Mermaid flowchart of the state machine.'),
      }),
    ),
    webhooks: z.array(jsonObjectSchema).describe('References secrets by name; never contains their values.'),
    outbound: jsonObjectSchema,
    api: jsonObjectSchema,
  })
  .describe('The config in effect.');

const editionEventSchema = z.strictObject({
  at: instantSchema,
  type: z
    .enum(ROLLOUT_EVENTS)
    .describe(
      '`deployed`: in effect for all orders at once. `offered`: a share of new orders gets it. `promoted`: all new orders get it. `rolled-back`: new orders no longer get it. `withdrawn`: the current edition was deployed again instead.',
    ),
  edition: editionIdSchema,
  by: z.string().nullable().describe('A person, a pipeline, or `alarm <name>`; null if nobody said.'),
  reason: z.string().nullable(),
});

/** The editions, and how the runs of each ended. */
export const editionsSchema = z
  .strictObject({
    current: editionIdSchema.nullable().describe('The edition of all new orders that do not get the candidate.'),
    candidate: z
      .strictObject({ id: editionIdSchema, percent: z.number().describe('Its share of new orders, 0 to 100.') })
      .nullable()
      .describe('The edition that a share of new orders gets.'),
    events: z.array(editionEventSchema).describe('What happened to them, newest first: the last 50.'),
    since: instantSchema
      .nullable()
      .describe('Since when runs are counted: when the newest edition was offered, but at most 31 days.'),
    runs: z
      .array(
        z.strictObject({
          edition: editionIdSchema.nullable().describe('null: runs without an edition.'),
          count: z.int(),
          complete: z.int(),
          failed: z.int(),
          held: z.int(),
          cancelled: z.int(),
          under_way: z.int(),
        }),
      )
      .describe('How the runs since then stand, by edition. A resume is a run of its own.'),
    orders: z.int().describe('How many orders were looked at, the newest first.'),
    complete: z.boolean().describe('false: there are more orders than are looked at at once.'),
  })
  .describe('The editions, and how their runs ended. Empty without `aws.canary`, and on one machine.');
