import * as z from 'zod';
import { ORDER_EVENT_SCHEMA } from '../../core/events/order-event-schema.ts';
import { API_PROBLEMS } from './api-problems.ts';
import {
  configSchema,
  configVersionBodySchema,
  deploymentFields,
  editionsSchema,
  orderPreviewSchema,
} from './config-schemas.ts';
import { connectionDryRunSchema, connectionSchema } from './connection-schema.ts';
import { erasureSchema, erasureSummarySchema } from './erasure-schemas.ts';
import {
  dryRunSchema,
  fieldChangeSchema,
  notesField,
  orderDetailsSchema,
  orderGroupsSchema,
  orderSchema,
  orderSummarySchema,
  plannedStepSchema,
  probeSchema,
} from './order-schemas.ts';
import { orderPayloadSchema } from './payload-schemas.ts';
import { processEventSchema } from './process-event-schema.ts';
import { proposalIdSchema, proposalSchemaOf, proposalSummarySchema, proposedOrderSchema } from './proposal-schemas.ts';
import { configVersionSchema, instantSchema, orderIdSchema } from './response-parts.ts';
import { deliverySchema, recoveryDryRunSchema, webhookSchema } from './webhook-schemas.ts';

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
  ConnectionDryRun: connectionDryRunSchema,
  ConnectionOrDryRun: z.union([connectionSchema, connectionDryRunSchema]),
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
  RecoveryDryRun: recoveryDryRunSchema,
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
  EditionReport: editionsSchema,
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
