import * as z from 'zod';
import type { OrderType } from '../../core/order/order-types.ts';
import { noticesSchema } from '../../core/plugin/notices.ts';
import { sequenceStepSchema } from './sequence-step.ts';
import { RUN_FIELDS, resultsSchema } from './step-event.ts';

const failureSchema = z.object({
  step: z.string().min(1),
  error: z.string(),
  cause: z.string().default(''),
});

/** The step comes from the state machine, so that the heal does not depend on the current config. */
const healSchema = z.object({ step: sequenceStepSchema, results: resultsSchema });

/** A report of an outcome to complete-order, from the state machines (state-machines/compile-outcome.ts). */
export const outcomeEventSchema = z.discriminatedUnion('action', [
  // Executions of earlier definitions report no notices.
  z.object({ action: z.literal('complete'), ...RUN_FIELDS, notices: noticesSchema.exactOptional() }),
  z.object({ action: z.literal('note-failure'), ...RUN_FIELDS, failure: failureSchema, heal: healSchema }),
  z.object({ action: z.enum(['fail', 'hold', 'undo-failed']), ...RUN_FIELDS, failure: failureSchema }),
  z.object({ action: z.literal('healed'), ...RUN_FIELDS, step: z.string().min(1) }),
]);

/** A report of an outcome. */
export type OutcomeEvent = z.output<typeof outcomeEventSchema>;

/** A report that a step failed, or could not be undone. */
export type FailureReport = Extract<OutcomeEvent, { readonly failure: ReportedFailure }>;

/** A step's failure as the state machine saw it. */
export type ReportedFailure = z.output<typeof failureSchema>;

/** A step to heal, with the results of the other steps. */
export type HealableStep = z.output<typeof healSchema>;

/** The result of complete-order. After a failure, `error` and `cause` are those of the Fail state, otherwise empty. */
export interface OutcomeAnswer {
  readonly status: string;
  readonly orderType: OrderType;
  /** The edition of the order's last run, if it was given it as a candidate. */
  readonly edition?: string;
  readonly error: string;
  readonly cause: string;
}
