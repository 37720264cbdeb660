import * as z from 'zod';
import { deploymentSchema } from '../../core/config/deployment.ts';

/** The input of the sweeper. A schedule sends `{}`. */
export const sweepEventSchema = z.object({
  /** Only records which deployment it belongs to. The single machine asks for it when it starts. */
  only: z.literal('deployment').optional(),
  /** Who deployed it. @default what its environment says; the single machine finds out while it runs */
  deployment: deploymentSchema.optional(),
});

/** The input of the sweeper. */
export type SweepEvent = z.input<typeof sweepEventSchema>;
