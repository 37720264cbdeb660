import * as z from 'zod';

/** The input of an execution that prepares a proposal or runs its job (state-machines/bulk-job.ts). */
export const jobEventSchema = z.object({
  proposalId: z.string().min(1),
  /** The number of the execution: 0 prepares the proposal, the others run its job. */
  execution: z.int().min(0),
  /** How often the function was called before by this execution. */
  ticks: z.int().min(0),
});

/** One invocation of the function that prepares proposals and runs their jobs. */
export type JobEvent = z.output<typeof jobEventSchema>;
