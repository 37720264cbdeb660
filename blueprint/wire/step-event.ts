import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { isOrderId } from '../../core/order/order-ids.ts';
import { ATTEMPT_KINDS } from '../../core/order/step-status.ts';

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** What a state machine sends to a step's function (state-machines/step-task.ts). */
export const stepEventSchema = z.object({
  /** What the attempt does. Default: run the step. */
  mode: z.enum(ATTEMPT_KINDS).exactOptional(),
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  run: z.int().min(1),
  results: z.record(z.string(), jsonObject),
  /** The state machine waits until somebody answers with it. */
  taskToken: z.string().min(1).exactOptional(),
  step: z.object({
    id: z.string().min(1),
    name: z.string().min(1),
    service: z.string().min(1),
    phase: z.enum(['process', 'postProcess']),
    critical: z.boolean(),
    effect: z.enum(['idempotent', 'at-most-once']),
    options: jsonObject,
    when: z.string().optional(),
    select: z.string().optional(),
    timeoutSeconds: z.number().positive(),
    retry: z.object({ maxAttempts: z.int().min(0) }),
  }),
});

/** One invocation of a step's function. */
export type StepEvent = z.output<typeof stepEventSchema>;

/**
 * What the state machine gets back; `output` becomes `results[stepId]`. After `waiting`, and with any task token, that
 * is sent with the token.
 */
export interface StepAnswer {
  readonly outcome: 'succeeded' | 'skipped' | 'waiting' | 'undone';
  readonly output: JsonObject;
}
