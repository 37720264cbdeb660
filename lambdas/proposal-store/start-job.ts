import type { JobEvent } from '../../blueprint/wire/job-event.ts';
import { JOB_MACHINE } from '../../core/sequence/service-machines.ts';
import type { StartStateMachine } from '../step-functions.ts';

/**
 * Starts an execution for a proposal: number 0 prepares it, the others run its job. Starting one again has no effect.
 *
 * @returns false if that execution has ended
 */
export type StartJob = (proposalId: string, execution: number) => Promise<boolean>;

/** Creates the function that starts executions for proposals. Their input is described in `blueprint/wire/job-event.ts`. */
export function createStartJob(start: StartStateMachine): StartJob {
  return (proposalId, execution) => {
    const input: JobEvent = { proposalId, execution, ticks: 0 };
    return start(JOB_MACHINE, `${proposalId}-${execution}`, input);
  };
}
