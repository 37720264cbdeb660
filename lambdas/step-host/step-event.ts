import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { isOrderId } from '../../core/order/order-ids.ts';

const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** What a state machine sends to a step's function (state-machines/compile-step.ts). */
export const stepEventSchema = z.object({
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  run: z.int().min(1),
  results: z.record(z.string(), jsonObject),
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
  }),
});

/** One invocation of a step's function. */
export type StepEvent = z.output<typeof stepEventSchema>;

/** What the state machine gets back; `output` becomes `results[stepId]`. */
export interface StepAnswer {
  readonly outcome: 'succeeded' | 'skipped';
  readonly output: JsonObject;
}
