import * as z from 'zod';
import type { SequenceStep } from '../../core/sequence/sequence.ts';
import { RETRY_FIELDS, STEP_FIELDS } from './step-event.ts';

/** A step as its state machine has it: the config may have changed since the run started. */
export const sequenceStepSchema: z.ZodType<SequenceStep> = z.object({
  ...STEP_FIELDS,
  probes: z.boolean(),
  compensates: z.boolean(),
  retry: z.object({ ...RETRY_FIELDS, intervalSeconds: z.number(), backoffRate: z.number() }),
  callback: z.object({ timeoutSeconds: z.number(), heartbeatSeconds: z.number().exactOptional() }).exactOptional(),
});
