import * as z from 'zod';

/** How an execution ends abnormally. After any other end, its state machine has recorded the outcome. */
export const ABNORMAL_STATUSES = ['FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/**
 * The end of an execution, a `Step Functions Execution Status Change` on the default event bus.
 *
 * Source: AWS Step Functions Developer Guide, "Automating Step Functions event delivery with EventBridge".
 */
export const statusChangeSchema = z.object({
  detail: z.object({
    stateMachineArn: z.string(),
    name: z.string(),
    status: z.enum(ABNORMAL_STATUSES),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
