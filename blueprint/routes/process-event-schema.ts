import * as z from 'zod';
import { OPERATOR_ACTIONS } from '../../core/order/order-record.ts';
import { ATTEMPT_KINDS } from '../../core/order/step-status.ts';
import { proposalIdSchema } from './proposal-schemas.ts';
import {
  configVersionSchema,
  instantSchema,
  jsonObjectSchema,
  orderIdSchema,
  runEditionSchema,
  runStepFields,
  sequenceNameSchema,
  stepOutcomeSchema,
  stepStatusSchema,
  traceIdSchema,
  traceparentSchema,
  verdictSchema,
} from './response-parts.ts';

const attemptSchema = z.strictObject({
  number: z.int().describe('Counts from 1 across all runs.'),
  kind: z
    .enum(ATTEMPT_KINDS)
    .describe('What the attempt did: run the step, probe for its effect, undo it, or heal it.'),
  startedAt: instantSchema,
  outcome: stepOutcomeSchema,
  durationMs: z.number().nullable(),
  nextTryAt: instantSchema.nullable().describe('When the next attempt is due, if the partner said how long to wait.'),
  error: z
    .strictObject({
      name: z.string(),
      code: z.string(),
      message: z.string().describe('Details for operators.'),
      publicMessage: z.string().describe('A message for the customer.'),
      retryAfterSeconds: z.number().exactOptional(),
    })
    .nullable(),
  shortened: z
    .boolean()
    .describe(
      'Whether headers, bodies and log lines were dropped to keep the record small; the latest failed attempt keeps them.',
    ),
});

const exchangeFields = { headers: jsonObjectSchema, body: z.unknown().describe('JSON or text; at most 16 KB.') };
const sourceFields = { plugin: z.string(), step: z.string(), attempt: z.int() };

/** A process event. */
export const processEventSchema = z
  .strictObject({
    id: z.string().describe('`process_event-` followed by 32 hex digits.'),
    record_type: z.literal('process_event'),
    event: z.string(),
    order: orderIdSchema,
    trace_id: traceIdSchema,
    order_type: z.string(),
    run: z.int(),
    status: z.string().describe('How the run ended; the status of the order while the run is active.'),
    sequence: sequenceNameSchema,
    config_version: configVersionSchema.nullable().describe('null in old orders.'),
    edition: runEditionSchema,
    sequence_why: z.array(verdictSchema),
    started: instantSchema,
    finished: instantSchema.nullable(),
    plugins: z.array(
      z.strictObject({
        ...runStepFields,
        status: stepStatusSchema,
        output: jsonObjectSchema.nullable(),
        skipped: z.string().nullable(),
        attempts: z.array(attemptSchema),
      }),
    ),
    pluginErrorOutput: z
      .array(z.strictObject({ name: z.string(), message: z.string() }))
      .describe('Every error of the run, from critical and non-critical steps.'),
    callouts: z
      .array(
        z.strictObject({
          id: z.string(),
          ...sourceFields,
          method: z.string(),
          endpoint: z.string(),
          timestamp: instantSchema,
          durationMs: z.number(),
          traceparent: traceparentSchema,
          request: z.strictObject(exchangeFields),
          response: z.strictObject({ status: z.int(), ...exchangeFields }).nullable(),
          error: z.string().nullable().describe('Why there was no response.'),
          shortened: z.boolean().describe('Whether headers and bodies were dropped to keep the record small.'),
        }),
      )
      .describe('Requests to partners, with secrets and personal data removed.'),
    operations: z
      .array(
        z.strictObject({
          action: z
            .enum([...OPERATOR_ACTIONS, 'read-payload'])
            .describe('`read-payload`: read the order with its personal data.'),
          step: z.string().nullable().describe('null for an action on the order itself.'),
          by: z.string().describe('The subject of the token, and its client if different.'),
          at: instantSchema,
          reason: z.string().nullable().describe('null for `read-payload`.'),
          proposal: proposalIdSchema.exactOptional().describe('The proposal whose job did it.'),
        }),
      )
      .describe('What operators did, oldest first.'),
    logs: z.array(
      z.strictObject({
        ...sourceFields,
        timestamp: instantSchema,
        level: z.enum(['info', 'warn', 'error']),
        message: z.string(),
        data: jsonObjectSchema.exactOptional(),
      }),
    ),
  })
  .describe('The record of one run: plugins, callouts, errors and log lines.');
