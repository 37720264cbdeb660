import * as z from 'zod';
import { ATTENTION_KINDS } from '../../core/order/attention.ts';
import { OPERATOR_ACTIONS } from '../../core/order/order-record.ts';
import { ORDER_STATUSES } from '../../core/order/order-status.ts';
import { ORDER_TYPES } from '../../core/order/order-types.ts';
import { STEP_PLANS } from '../../core/order/planned-steps.ts';
import { ATTEMPT_KINDS } from '../../core/order/step-status.ts';
import { DELIVERY_STATUSES } from '../../core/webhooks/delivery-record.ts';
import { instantSchema, orderIdSchema, stepViewSchema, summaryFields, traceIdSchema } from './response-parts.ts';
import { deliveryIdSchema, webhookNameSchema } from './webhook-schemas.ts';

/** An order. */
export const orderSchema = z
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

/** An order in a list. */
export const orderSummarySchema = z
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

/** The notes of an order. */
export const notesField = {
  notes: z
    .array(z.strictObject({ by: z.string(), at: instantSchema, text: z.string() }))
    .describe('What operators wrote for each other, oldest first.'),
};

/** An order with what is due. */
export const orderDetailsSchema = orderSchema
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

/** What would happen to a step. */
export const plannedStepSchema = z.strictObject({
  step: z.string(),
  plan: z
    .enum(STEP_PLANS)
    .describe(
      '`call`: for the first time. `call-again`: the partner recognises a repeat whose outcome is unknown, or is probed first. `probe`: ask the partner what happened. `hold`: hold the order, because nobody can be asked. `answer`: use the recorded output. `skip`: an operator skipped it. `wait`: wait for the callback. `undo`: undo its effect.',
    ),
  conditional: z.boolean().describe('Whether its `when` or `select` may skip it all the same.'),
});

/** A field that a patch changes. */
export const fieldChangeSchema = z.strictObject({ path: z.string(), change: z.enum(['added', 'removed', 'changed']) });

/** What an action on an order would do. */
export const dryRunSchema = z
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

/** What a partner answered about a step. */
export const probeSchema = z
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

/** Orders that need a person, by cause. */
export const orderGroupsSchema = z
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
