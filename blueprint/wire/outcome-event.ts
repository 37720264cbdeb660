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

/** A step as its state machine knows it, so that the heal does not depend on the current config. */
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

/** The input of complete-order, from the state machines (state-machines/compile-outcome.ts). */
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

/** A step to heal, with the results of the other steps. */
export type HealableStep = z.output<typeof healSchema>;

/** What complete-order returns to the state machine. After a failure, `error` and `cause` are those of the Fail state. */
export interface OutcomeAnswer {
  readonly status: string;
  readonly orderType: OrderType;
  readonly error: string;
  readonly cause: string;
}
