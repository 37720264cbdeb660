import * as z from 'zod';
import { DELIVERY_STATUSES } from '../../core/webhooks/delivery-record.ts';
import { instantSchema, orderIdSchema, traceparentSchema } from './response-parts.ts';

/** The id of a delivery. */
export const deliveryIdSchema = z
  .string()
  .regex(/^order-[0-9a-f]{32}-[1-9]\d{0,8}-[A-Za-z][A-Za-z0-9_-]{0,39}$/)
  .describe('The `webhook-id` of the delivery: order, event number and webhook.');

/** The name of a webhook. */
export const webhookNameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,39}$/)
  .describe('The name of a webhook in the tenant file.');

/** A delivery. */
export const deliverySchema = z
  .strictObject({
    id: deliveryIdSchema,
    webhook: webhookNameSchema,
    status: z
      .enum(DELIVERY_STATUSES)
      .describe('`waiting`: the next attempt is scheduled. `failed`: no more attempts unless redelivered.'),
    event: z.strictObject({
      id: z.string(),
      type: z.string(),
      sequence: z.int(),
      orderId: orderIdSchema,
      orderType: z.string(),
    }),
    round: z.int().describe('1, plus 1 for each redelivery.'),
    attempts: z.array(
      z.strictObject({
        number: z.int(),
        round: z.int(),
        startedAt: instantSchema,
        traceparent: traceparentSchema,
        durationMs: z.number().exactOptional(),
        status: z.int().exactOptional().describe('The HTTP status of the response.'),
        reply: z
          .string()
          .exactOptional()
          .describe('The beginning of the response body, with secrets and personal data removed.'),
        error: z.string().exactOptional().describe('Why there was no response.'),
      }),
    ),
    nextTryAt: instantSchema.nullable(),
    reason: z.string().nullable().describe('Why the delivery was given up.'),
    createdAt: instantSchema,
    updatedAt: instantSchema,
    links: z.strictObject({ order: z.string(), redeliver: z.string() }),
  })
  .describe('The delivery of an event to a webhook.');

/** A webhook and the health of its endpoint. */
export const webhookSchema = z
  .strictObject({
    name: webhookNameSchema,
    url: z.string(),
    events: z.array(z.string()),
    orderTypes: z.array(z.string()).nullable(),
    signingSecret: z.string().exactOptional().describe('The name of the secret, never its value.'),
    basicAuth: z.string().exactOptional().describe('The name of the secret, never its value.'),
    payload: z.enum(['full', 'slim']),
    enabled: z.boolean().describe('The setting in the tenant file.'),
    endpoint: z.strictObject({
      state: z
        .enum(['off', 'enabled', 'disabled', 'resting'])
        .describe('`off`: disabled in the tenant file. `resting`: its circuit breaker is open.'),
      disabled: z
        .strictObject({ at: instantSchema, reason: z.enum(['gone', 'failing', 'operator']) })
        .nullable()
        .describe('`gone`: the receiver answered 410. `failing`: every delivery failed for five days.'),
      failingSince: instantSchema.nullable(),
      warnings: z.array(z.strictObject({ percent: z.number(), at: instantSchema })),
      openUntil: instantSchema.nullable(),
      recoveredAt: instantSchema
        .nullable()
        .describe(
          'When a success ended the latest failures; null if there were none. For other successes, see the deliveries.',
        ),
      lastFailureAt: instantSchema.nullable(),
    }),
  })
  .describe('A webhook of the tenant file and the health of its endpoint.');

/** What a recovery of a webhook would send. */
export const recoveryDryRunSchema = z
  .strictObject({
    dry_run: z.literal(true),
    webhook: webhookNameSchema,
    failed: z.int().describe('How many deliveries were given up since then, and would be sent again.'),
    waiting: z.int().describe('How many deliveries wait for their next attempt, and would be attempted at once.'),
    oldest: instantSchema.nullable().describe('When the first of them was created.'),
    newest: instantSchema.nullable().describe('When the last of them was created.'),
    complete: z.boolean().describe('false: there are more than are counted at once.'),
  })
  .describe('What a recovery would send. Nothing was sent.');
