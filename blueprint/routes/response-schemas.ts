import * as z from 'zod';
import { ORDER_EVENT_SCHEMA } from '../../core/events/order-event-schema.ts';
import { ATTENTION_KINDS } from '../../core/order/attention.ts';
import { OPERATOR_ACTIONS } from '../../core/order/order-record.ts';
import { ORDER_STATUSES } from '../../core/order/order-status.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { STEP_PLANS } from '../../core/order/planned-steps.ts';
import { ATTEMPT_KINDS } from '../../core/order/step-status.ts';
import { DELIVERY_STATUSES } from '../../core/webhooks/delivery-record.ts';
import { API_PROBLEMS } from './api-problems.ts';
import { connectionSchema } from './connection-schema.ts';
import { erasureSchema, erasureSummarySchema } from './erasure-schemas.ts';
import { orderPayloadSchema } from './payload-schemas.ts';
import { processEventSchema } from './process-event-schema.ts';
import { proposalIdSchema, proposalSchemaOf, proposalSummarySchema, proposedOrderSchema } from './proposal-schemas.ts';
import {
  configVersionSchema,
  instantSchema,
  jsonObjectSchema,
  orderIdSchema,
  runStepFields,
  sequenceNameSchema,
  stepViewSchema,
  summaryFields,
  traceIdSchema,
  verdictSchema,
} from './response-parts.ts';
import { deliveryIdSchema, deliverySchema, webhookNameSchema, webhookSchema } from './webhook-schemas.ts';

const orderSchema = z
  .strictObject({
    ...summaryFields,
    trace_id: traceIdSchema,
    subscriptionReference: z.string().nullable().describe('The subscription that the order created or changes.'),
    owner: z.string().nullable().describe('The owner as submitted, without e-mail addresses.'),
    erasedAt: instantSchema.nullable().describe('When its personal data was erased. Nothing can act on it any more.'),
    queued: z
      .strictObject({
        behind: orderIdSchema.nullable().describe('The order right ahead; null if this one is about to start.'),
        since: instantSchema,
      })
      .nullable()
      .describe('Set while the order waits for another order of its subscription; it then starts by itself.'),
    steps: z.array(stepViewSchema),
  })
  .describe('An order, without personal data.');

const orderSummarySchema = z
  .strictObject({
    ...summaryFields,
    age_seconds: z.int().describe('Seconds since `since`.'),
    next_at: instantSchema
      .nullable()
      .describe(
        'When the order is tried, probed or healed next by itself, at the latest; null if that is not planned.',
      ),
  })
  .describe('An order in a list.');

const notesField = {
  notes: z
    .array(z.strictObject({ by: z.string(), at: instantSchema, text: z.string() }))
    .describe('What operators wrote for each other, oldest first.'),
};

const orderDetailsSchema = orderSchema
  .extend({
    ...notesField,
    due: z
      .array(
        z.strictObject({
          step: z.string(),
          what: z.enum(ATTEMPT_KINDS).describe('The step runs, is probed, undone or healed.'),
          at: instantSchema.describe('At the latest.'),
        }),
      )
      .describe('What happens next by itself.'),
    lanes: z
      .array(z.strictObject({ ahead: z.array(orderIdSchema), behind: z.array(orderIdSchema) }))
      .describe(
        'For each subscription that the order changes: the orders ahead of it and behind it, the next one first.',
      ),
    deliveries: z
      .array(
        z.strictObject({
          id: deliveryIdSchema,
          webhook: webhookNameSchema,
          event: z.strictObject({ type: z.string(), sequence: z.int() }),
          status: z.enum(DELIVERY_STATUSES),
          attempts: z.int(),
          nextTryAt: instantSchema.nullable(),
        }),
      )
      .describe(
        'Of its events to webhooks, by the number of the event. `GET /webhooks/deliveries` has what the receivers replied.',
      ),
  })
  .describe('An order with what is due, without personal data.');

const plannedStepSchema = z.strictObject({
  step: z.string(),
  plan: z
    .enum(STEP_PLANS)
    .describe(
      '`call`: for the first time. `call-again`: the partner recognises a repeat whose outcome is unknown, or is probed first. `probe`: ask the partner what happened. `hold`: hold the order, because nobody can be asked. `answer`: use the recorded output. `skip`: an operator skipped it. `wait`: wait for the callback. `undo`: undo its effect.',
    ),
  conditional: z.boolean().describe('Whether its `when` or `select` may skip it all the same.'),
});

const fieldChangeSchema = z.strictObject({ path: z.string(), change: z.enum(['added', 'removed', 'changed']) });

const dryRunSchema = z
  .strictObject({
    dry_run: z.literal(true),
    action: z.enum(OPERATOR_ACTIONS),
    order: orderIdSchema,
    status: z.enum(ORDER_STATUSES),
    revision: z.int().describe('The revision of the order that was looked at.'),
    updatedAt: instantSchema,
    run: z.int().nullable().describe('The number of the run that would start; null if none would.'),
    steps: z.array(plannedStepSchema).describe('What would happen to each step, if every earlier step succeeds.'),
    changes: z
      .array(fieldChangeSchema)
      .describe('The fields of the order that the patch changes, without their content.'),
  })
  .describe('What an action would do. Nothing was changed.');

const probeSchema = z
  .strictObject({
    step: z.string(),
    found: z
      .enum(['effect', 'no-effect', 'unknown'])
      .nullable()
      .describe(
        '`effect`: it happened, and the step has succeeded. `no-effect`: it did not happen, and the step can run again. `unknown`: the partner could not tell. null: there is no answer yet.',
      ),
    advice: z.string().describe('What to do next.'),
    order: orderSchema,
  })
  .describe('What a partner answered about a step.');

const orderGroupsSchema = z
  .strictObject({
    items: z
      .array(
        z.strictObject({
          status: z.enum(ATTENTION_KINDS).exactOptional(),
          step: z.string().exactOptional(),
          code: z.string().exactOptional(),
          order_type: z.enum(ORDER_TYPES).exactOptional(),
          count: z.int(),
          oldest_since: instantSchema.describe('Since when the first of them needs a person.'),
          newest_since: instantSchema,
          older_than: z
            .strictObject({ PT1H: z.int(), P1D: z.int(), P7D: z.int() })
            .describe('How many of them have needed a person for longer than an hour, a day, a week.'),
        }),
      )
      .describe('The largest first. Each has the facets of `by`.'),
    total: z.int().describe('How many orders were counted.'),
    complete: z.boolean().describe('false: there are more orders than are counted at once; the newest were counted.'),
  })
  .describe('Orders that need a person, by cause.');

const previewStepSchema = z.strictObject({
  ...runStepFields,
  run: z
    .enum(['yes', 'no', 'depends on results', 'fails'])
    .describe('Whether the step would run. `fails`: one of its expressions cannot be evaluated for this order.'),
  reason: z.string().exactOptional().describe('Why the step would not run.'),
});

const orderPreviewSchema = z
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

const deploymentFields = {
  deployed_at: instantSchema.describe('When the deployment was first seen: on AWS within a minute of it.'),
  by: z.string().nullable().describe('Who deployed it: a person or a pipeline; null if the deployment did not say.'),
  commit: z.string().nullable().describe('The git commit; null if the deployment did not say.'),
  uncommitted: z.boolean().describe('Whether files differed from the commit.'),
};

const configVersionBodySchema = z
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

const configSchema = z
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

const problemSchema = z
  .strictObject({
    type: z.enum(Object.keys(API_PROBLEMS).map((type) => `/problems/${type}`)),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong and what to do about it.'),
    instance: z.string().describe('The id of the request, as in the logs.'),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .exactOptional()
      .describe('Each invalid field or parameter.'),
    order: orderSchema.exactOptional().describe('The order that failed, is held or was cancelled.'),
    proposal: proposalIdSchema.exactOptional().describe('The proposal whose job has the orders.'),
    order_id: orderIdSchema
      .exactOptional()
      .describe('The id of an order that may have been accepted: `GET /orders/{id}` finds it if it was.'),
  })
  .describe('A problem document (RFC 9457).');

/** Every response of the API by its name in the OpenAPI document. Strict, so that tests reject undeclared fields. */
export const RESPONSE_SCHEMAS = {
  Order: orderSchema,
  AnnotatedOrder: orderSchema.extend(notesField).describe('An order with its notes.'),
  DryRun: dryRunSchema,
  OrderOrDryRun: z.union([orderSchema, dryRunSchema]),
  Probe: probeSchema,
  ProbeOrDryRun: z.union([probeSchema, dryRunSchema]),
  OrderDetails: orderDetailsSchema,
  OrderGroups: orderGroupsSchema,
  OrderSummary: orderSummarySchema,
  OrderList: z.strictObject({
    items: z.array(orderSummarySchema).describe('Newest first.'),
    cursor: z
      .string()
      .nullable()
      .describe(
        'The `cursor` of the next page; null on the last one. A page may have fewer items than its limit, or none.',
      ),
  }),
  OrderPayload: orderPayloadSchema,
  ProcessEvent: processEventSchema,
  ProcessEventList: z.strictObject({ items: z.array(processEventSchema).describe('One per run, oldest first.') }),
  OrderEvent: ORDER_EVENT_SCHEMA,
  OrderEventList: z.strictObject({
    items: z.array(ORDER_EVENT_SCHEMA),
    next: z.int().nullable().describe('The `after` of the next page; null on the last one.'),
  }),
  CallbackReceipt: z.strictObject({
    step: z.string(),
    status: z
      .enum(['succeeded', 'declined', 'kept', 'waiting'])
      .describe(
        'How the step ended. `kept`: the step is not waiting yet and will use the answer when it is. `waiting`: the step is still waiting.',
      ),
  }),
  Connection: connectionSchema,
  ConnectionList: z.strictObject({ items: z.array(connectionSchema).describe('By name.') }),
  Webhook: webhookSchema,
  WebhookList: z.strictObject({ items: z.array(webhookSchema) }),
  Delivery: deliverySchema,
  DeliveryList: z.strictObject({
    items: z.array(deliverySchema),
    cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last one.'),
  }),
  Recovery: z.strictObject({
    redelivered: z.int().describe('How many deliveries were restarted.'),
    next: instantSchema.nullable().describe('The `since` of the next request; null if there are no more.'),
  }),
  Erasure: erasureSchema,
  ErasureSummary: erasureSummarySchema,
  ErasureList: z.strictObject({
    items: z.array(erasureSummarySchema).describe('Newest first.'),
    cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last one.'),
  }),
  Proposal: proposalSchemaOf(plannedStepSchema, fieldChangeSchema),
  ProposalSummary: proposalSummarySchema,
  ProposalList: z.strictObject({
    items: z.array(proposalSummarySchema).describe('Newest first.'),
    cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last one.'),
  }),
  ProposedOrderList: z.strictObject({
    items: z.array(proposedOrderSchema),
    cursor: z
      .string()
      .nullable()
      .describe(
        'The `cursor` of the next page; null on the last one. A page may have fewer items than its limit, or none.',
      ),
  }),
  OrderPreview: orderPreviewSchema,
  Config: configSchema,
  ConfigVersion: configVersionBodySchema,
  ConfigVersionList: z.strictObject({
    items: z.array(z.strictObject({ version: configVersionSchema, ...deploymentFields })).describe('Newest first.'),
    cursor: z.string().nullable().describe('The `cursor` of the next page; null on the last one.'),
  }),
  Health: z.strictObject({ status: z.literal('ok') }),
  StartPage: z.strictObject({
    title: z.string(),
    openapi: z.string().describe('Path of the OpenAPI document.'),
    health: z.string().describe('Path of the liveness check.'),
    docs: z.string().describe('Where the documentation is.'),
  }),
  OpenApi: z.looseObject({ openapi: z.string() }).describe('This document.'),
  Problem: problemSchema,
  GatewayError: z.looseObject({ message: z.string() }).describe('An error from the gateway in front of the API.'),
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** The name of a response in the OpenAPI document. */
export type ResponseName = keyof typeof RESPONSE_SCHEMAS;

/** The body of a response. */
export type ResponseBody<Name extends ResponseName> = DeepReadonly<z.output<(typeof RESPONSE_SCHEMAS)[Name]>>;

/** The API's view of an order. */
export type OrderView = ResponseBody<'Order'>;

/** The API's view of a step of an order. */
export type StepView = OrderView['steps'][number];

/** The order that an order waits for. */
export type QueueView = NonNullable<OrderView['queued']>;

/** The API's view of one run. */
export type ProcessEvent = ResponseBody<'ProcessEvent'>;

type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value;
