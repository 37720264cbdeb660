import * as z from 'zod';
import type { JsonObject } from '../../core/json.ts';
import { isOrderId } from '../../core/order/order-ids.ts';
import type { OrderType } from '../../core/order/order-types.ts';
import type { SequenceStep } from '../../core/sequence/sequence.ts';

const failureSchema = z.object({
  step: z.string().min(1),
  error: z.string(),
  cause: z.string().default(''),
});

const run = {
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  run: z.int().min(1),
};

const jsonObjectSchema: z.ZodType<JsonObject> = z.record(z.string(), z.json());

/** A step as its state machine knows it, so that it is healed as it was run, whatever today's config says. */
const stepSchema: z.ZodType<SequenceStep> = z.object({
  id: z.string().min(1),
  name: z.string().min(1),
  service: z.string().min(1),
  phase: z.enum(['process', 'postProcess']),
  critical: z.boolean(),
  effect: z.enum(['idempotent', 'at-most-once']),
  probes: z.boolean(),
  compensates: z.boolean(),
  options: jsonObjectSchema,
  when: z.string().exactOptional(),
  select: z.string().exactOptional(),
  timeoutSeconds: z.number().positive(),
  retry: z.object({ maxAttempts: z.int(), intervalSeconds: z.number(), backoffRate: z.number() }),
  callback: z.object({ timeoutSeconds: z.number(), heartbeatSeconds: z.number().exactOptional() }).exactOptional(),
});

const healSchema = z.object({ step: stepSchema, results: z.record(z.string(), jsonObjectSchema) });

/** What a state machine asks to be written down (state-machines/compile-outcome.ts). */
export const outcomeEventSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('complete'), ...run }),
  z.object({ action: z.literal('note-failure'), ...run, failure: failureSchema, heal: healSchema }),
  z.object({ action: z.enum(['fail', 'hold', 'undo-failed']), ...run, failure: failureSchema }),
  z.object({ action: z.literal('healed'), ...run, step: z.string().min(1) }),
]);

/** One invocation of the complete-order function. */
export type OutcomeEvent = z.output<typeof outcomeEventSchema>;

/** A report that a step failed, or could not be undone. */
export type FailureReport = Extract<OutcomeEvent, { readonly failure: ReportedFailure }>;

/** A step's failure as the state machine saw it. */
export type ReportedFailure = z.output<typeof failureSchema>;

/** What healing a step takes. */
export type HealableStep = z.output<typeof healSchema>;

/** What the state machine gets back; for a run that ended badly, the Fail state's error and cause. */
export interface OutcomeAnswer {
  readonly status: string;
  readonly orderType: OrderType;
  readonly error: string;
  readonly cause: string;
}
