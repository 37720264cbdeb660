import * as z from 'zod';
import { isOrderId } from '../../core/order/order-ids.ts';

const failureSchema = z.object({
  step: z.string().min(1),
  error: z.string(),
  cause: z.string().default(''),
});

const run = {
  orderId: z.string().refine(isOrderId, 'expected an order id'),
  run: z.int().min(1),
};

/** What a state machine asks to be written down (state-machines/compile-outcome.ts). */
export const outcomeEventSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('complete'), ...run }),
  z.object({ action: z.enum(['note-failure', 'fail', 'hold']), ...run, failure: failureSchema }),
]);

/** One invocation of the complete-order function. */
export type OutcomeEvent = z.output<typeof outcomeEventSchema>;

/** A step's failure as the state machine saw it. */
export type ReportedFailure = z.output<typeof failureSchema>;

/** What the state machine gets back; for a run that ended badly, the Fail state's error and cause. */
export interface OutcomeAnswer {
  readonly status: string;
  readonly error: string;
  readonly cause: string;
}
