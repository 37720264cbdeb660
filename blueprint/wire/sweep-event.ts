import * as z from 'zod';

/** The input of the sweeper. A schedule sends `{}`. */
export const sweepEventSchema = z.object({
  /** Only records which deployment it belongs to. The single machine asks for it when it starts. */
  only: z.literal('deployment').optional(),
});

/** The input of the sweeper. */
export type SweepEvent = z.input<typeof sweepEventSchema>;
