import * as z from 'zod';
import type { OrderEvent } from '../../../core/events/order-events.ts';
import { ORDER_EVENT_TYPES, type OrderEventType } from '../../../core/order/order-event-types.ts';
import type { OrderSummary } from '../../../core/order/order-summary.ts';
import { ORDER_TYPES } from '../../../core/order/order-types.ts';
import type { OrderView } from '../../../core/order/order-view.ts';
import { API_PROBLEMS } from '../api-problem.ts';
import type { OrderPreview } from '../describe/preview-order.ts';
import { ORDER_EVENT_TYPES, type OrderEventType } from '../../core/events/order-event-types.ts';
import type { OrderEvent } from '../../core/events/order-events.ts';
import type { OrderSummary } from '../../core/order/order-summary.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { API_PROBLEMS } from '../../lambdas/api/api-problem.ts';
import type { OrderPreview } from '../../lambdas/api/describe/preview-order.ts';
import type { OrderView } from '../../lambdas/api/order-view.ts';
import { processEventSchema } from './process-event-schema.ts';
import {
  instantSchema,
  jsonObjectSchema,
  orderIdSchema,
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
    subscriptionReference: z.string().nullable().describe('The subscription that the order made or changes.'),
    owner: z.string().nullable(),
    steps: z.array(stepViewSchema),
  })
  .describe('An order: no personal data, no internals.') satisfies z.ZodType<OrderView>;

const orderSummarySchema = z
  .strictObject(summaryFields)
  .describe('An order in a list.') satisfies z.ZodType<OrderSummary>;

const eventTypes = Object.keys(ORDER_EVENT_TYPES) as OrderEventType[];

const orderEventSchema = z
  .strictObject({
    id: z.string().describe('`<orderId>#<sequence>`: stable, so that a repeat can be seen.'),
    orderId: orderIdSchema,
    orderReference: z.string(),
    sequence: z.int().describe('Counts from 1 per order, without gaps.'),
    type: z.enum(eventTypes).describe(eventTypes.map((type) => `\`${type}\`: ${ORDER_EVENT_TYPES[type]}`).join('\n')),
    orderType: z.string(),
    externalId: z.string().nullable(),
    mode: z.string(),
    run: z.int(),
    occurredAt: instantSchema,
    data: jsonObjectSchema,
  })
  .describe('Something that others may want to know of an order.') satisfies z.ZodType<Omit<OrderEvent, 'data'>>;

const previewStepSchema = z.strictObject({
  ...runStepFields,
  run: z
    .enum(['yes', 'no', 'depends on results', 'fails'])
    .describe('Whether the step would run; `fails` when one of its expressions cannot be evaluated for this order.'),
  reason: z.string().exactOptional().describe('Why it would not run.'),
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
    why: z.array(verdictSchema).describe('The overrides that were looked at, in their order.'),
    problems: z
      .array(z.strictObject({ step: z.string(), path: z.string(), message: z.string() }))
      .describe('What would stop a step, found without calling anybody.'),
    transitions: z.int().describe('State transitions of a run in which every step succeeds.'),
    price: z
      .strictObject({
        lines: z.array(z.strictObject({ what: z.string(), quantity: z.number(), perMillion: z.number() })),
        perMillion: z.number().describe('US dollars per million orders, at list prices of us-east-1.'),
      })
      .describe('What an order of this sequence costs on its good path.'),
  })
  .describe('What would become of an order.') satisfies z.ZodType<OrderPreview>;

const configSchema = z
  .strictObject({
    tenant: z.string(),
    onCriticalFailure: z.string(),
    overrides: z
      .array(z.strictObject({ name: z.string(), match: jsonObjectSchema }))
      .describe('Read top to bottom: the first that matches gives the sequence of its name.'),
    sequences: z.array(
      sequenceNameSchema.extend({
        onCriticalFailure: z.string(),
        steps: z.array(
          z.strictObject({
            ...runStepFields,
            effect: z.string(),
            probes: z.boolean().describe('Whether an unknown outcome is settled by asking the partner.'),
            compensates: z.boolean().describe('Whether the plugin can undo the step.'),
            options: jsonObjectSchema.describe('References to secrets, never their values.'),
            when: z.string().exactOptional(),
            select: z.string().exactOptional(),
            timeoutSeconds: z.number(),
            callback: jsonObjectSchema.exactOptional().describe('How long the step waits for its answer.'),
            retry: z.strictObject({ maxAttempts: z.int(), intervalSeconds: z.number(), backoffRate: z.number() }),
          }),
        ),
        mermaid: z.string().describe('A Mermaid flowchart of the state machine.'),
      }),
    ),
    webhooks: z.array(jsonObjectSchema).describe('References to secrets, never their values.'),
    outbound: jsonObjectSchema,
    api: jsonObjectSchema,
  })
  .describe('The config that is in effect.');

const problemSchema = z
  .strictObject({
    type: z.enum(Object.keys(API_PROBLEMS).map((type) => `/problems/${type}`)),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What was expected, what was found, what to do.'),
    instance: z.string().describe('The id of the request.'),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .exactOptional()
      .describe('Every field or parameter that is not valid.'),
    order: orderSchema.exactOptional().describe('The order that failed, is held or was cancelled.'),
  })
  .describe('A refusal, as RFC 9457 has it.');

/** Every answer of the API by its name in the OpenAPI document. Strict: a field that is not described fails the tests. */
export const RESPONSE_SCHEMAS = {
  Order: orderSchema,
  OrderSummary: orderSummarySchema,
  OrderList: z.strictObject({
    items: z.array(orderSummarySchema).describe('Newest first.'),
    cursor: z
      .string()
      .nullable()
      .describe('Asks for the next page; null on the last one. A page may have fewer items than its limit, even none.'),
  }),
  ProcessEvent: processEventSchema,
  ProcessEventList: z.strictObject({ items: z.array(processEventSchema).describe('One per run, oldest first.') }),
  OrderEvent: orderEventSchema,
  OrderEventList: z.strictObject({
    items: z.array(orderEventSchema),
    next: z.int().nullable().describe('The `after` of the next page; null on the last one.'),
  }),
  CallbackReceipt: z.strictObject({
    step: z.string(),
    status: z
      .enum(['succeeded', 'declined', 'kept', 'waiting'])
      .describe(
        'How the step ended; `kept`: the step does not wait yet, and finds the answer when it does; `waiting`: it waits on.',
      ),
  }),
  Webhook: webhookSchema,
  WebhookList: z.strictObject({ items: z.array(webhookSchema) }),
  Delivery: deliverySchema,
  DeliveryList: z.strictObject({
    items: z.array(deliverySchema),
    cursor: z.string().nullable().describe('Asks for the next page; null on the last one.'),
  }),
  Recovery: z.strictObject({
    redelivered: z.int().describe('How many deliveries were begun again.'),
    next: instantSchema.nullable().describe('The `since` to go on from; null when there is no more.'),
  }),
  OrderPreview: orderPreviewSchema,
  Config: configSchema,
  Health: z.strictObject({ status: z.literal('ok'), tenant: z.string(), sequences: z.int() }),
  OpenApi: z.looseObject({ openapi: z.string() }).describe('This document.'),
  Problem: problemSchema,
  GatewayError: z.looseObject({ message: z.string() }).describe('A refusal of the gateway in front of the API.'),
} as const satisfies Readonly<Record<string, z.ZodType>>;

/** The name of an answer in the OpenAPI document. */
export type ResponseName = keyof typeof RESPONSE_SCHEMAS;
