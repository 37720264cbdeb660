import * as z from 'zod';
import { ORDER_EVENT_SCHEMA } from '../../core/events/order-event-schema.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { API_PROBLEMS } from './api-problems.ts';
import { processEventSchema } from './process-event-schema.ts';
import {
  instantSchema,
  jsonObjectSchema,
  runStepFields,
  sequenceNameSchema,
  stepViewSchema,
  summaryFields,
  verdictSchema,
} from './response-parts.ts';
import { deliverySchema, webhookSchema } from './webhook-schemas.ts';

const orderSchema = z
  .strictObject({
    ...summaryFields,
    subscriptionReference: z.string().nullable().describe('The subscription that the order created or changes.'),
    owner: z.string().nullable(),
    steps: z.array(stepViewSchema),
  })
  .describe('An order, without personal data.');

const orderSummarySchema = z.strictObject(summaryFields).describe('An order in a list.');

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

const configSchema = z
  .strictObject({
    tenant: z.string(),
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
  })
  .describe('A problem document (RFC 9457).');

/** Every response of the API by its name in the OpenAPI document. Strict, so that tests reject undeclared fields. */
export const RESPONSE_SCHEMAS = {
  Order: orderSchema,
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
  OrderPreview: orderPreviewSchema,
  Config: configSchema,
  Health: z.strictObject({ status: z.literal('ok'), tenant: z.string(), sequences: z.int() }),
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

/** The API's view of one run. */
export type ProcessEvent = ResponseBody<'ProcessEvent'>;

type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value;
