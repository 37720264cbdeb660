import { RUN_PROPOSALS_FUNCTION } from '../blueprint/functions/function-ids.ts';
import { PROPOSAL_JOB_TIMEOUT_SECONDS } from '../blueprint/functions/service-functions.ts';
import type { StateMachineDefinition } from './asl.ts';
import { callUntilDone } from './call-until-done.ts';

/**
 * Returns the state machine that prepares a proposal, or runs its job.
 *
 * The function works for up to a minute, and throws JobPostponed with the seconds to wait until it has to be called again. It goes on
 * where it stopped, and starts another execution before this one has too many events: an execution has room for 25,000.
 */
export function bulkJobDefinition(): StateMachineDefinition {
  return callUntilDone({
    comment: 'Prepares a proposal, or does its action to its orders at the pace of the job.',
    functionId: RUN_PROPOSALS_FUNCTION,
    fields: ['proposalId', 'execution', 'ticks'],
    postponedBy: 'JobPostponed',
    timeoutSeconds: 2 * PROPOSAL_JOB_TIMEOUT_SECONDS,
    call: { name: 'Work on orders', comment: 'Works on as many orders as time and pace allow.' },
    wait: {
      name: 'Wait for the next orders',
      comment: 'Waits as the pace of the job says, or for the next invocation.',
    },
  });
}
