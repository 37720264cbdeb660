import * as z from 'zod';

/**
 * The end of an execution as EventBridge tells of it: `Step Functions Execution Status Change` on the default bus.
 *
 * Source: AWS Step Functions Developer Guide, "Automating Step Functions event delivery with EventBridge".
 */
export const statusChangeSchema = z.object({
  detail: z.object({
    name: z.string(),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
