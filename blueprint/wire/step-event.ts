import * as z from 'zod';
import { compiledLater } from '../../core/compiled-later.ts';
import type { JsonObject } from '../../core/json.ts';
import { isOrderId } from '../../core/order/order-ids.ts';
import { ATTEMPT_KINDS } from '../../core/order/step-status.ts';
import { BLOCKED_PRODUCTS } from '../../core/sequence/sequence.ts';

// Of what was parsed from JSON, any value is JSON.
const jsonObjectSchema = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;

/** The results of the steps so far, by step id. */
export const resultsSchema = z.record(z.string(), jsonObjectSchema);

/** The fields that every event of a state machine has: the order and its run. */
export const RUN_FIELDS = {
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  run: z.int().min(1),
};

const text = z.string().min(1);

/** The fields of a step that its function needs, too. */
export const STEP_FIELDS = {
  id: text,
  name: text,
  service: text,
  phase: z.enum(['process', 'postProcess']),
  critical: z.boolean(),
  effect: z.enum(['idempotent', 'at-most-once']),
  options: jsonObjectSchema,
  when: z.string().exactOptional(),
  select: z.string().exactOptional(),
  timeoutSeconds: z.number().positive(),
  patience: z.object({ connection: text, seconds: z.number().positive() }).exactOptional(),
  blocks: z.enum(BLOCKED_PRODUCTS).exactOptional(),
};

/** How often a step is retried. */
export const RETRY_FIELDS = { maxAttempts: z.int().min(0) };

/** The input of a step's function, from the state machines (state-machines/step-task.ts). */
export const stepEventSchema = compiledLater(
  z.object({
    ...RUN_FIELDS,
    /** The kind of the attempt. @default 'run' */
    mode: z.enum(ATTEMPT_KINDS).exactOptional(),
    /** Set for a probe that an operator asked for. Its order is at rest, or continues without the step. */
    asked: z.literal(true).exactOptional(),
    results: resultsSchema,
    /** Present if the state machine waits for an answer with this token. */
    taskToken: text.exactOptional(),
    /** The fields of the step that the host needs. */
    step: z.object({ ...STEP_FIELDS, retry: z.object(RETRY_FIELDS) }),
  }),
);

/** One invocation of a step's function. */
export type StepEvent = z.output<typeof stepEventSchema>;

/**
 * The result of a step's function; `output` becomes `results[stepId]`. After `waiting`, and with any task token, the
 * state machine ignores it and takes the result that is sent with the token.
 */
export interface StepAnswer {
  readonly outcome: 'succeeded' | 'skipped' | 'waiting' | 'undone';
  readonly output: JsonObject;
}
