import type { JobEvent } from '../../blueprint/wire/job-event.ts';
import type { ProposalRecord } from '../../core/proposals/proposal-record.ts';
import type { ProposalStore } from '../proposal-store/proposal-store.ts';
import type { StartJob } from '../proposal-store/start-job.ts';
import type { JobState } from './run-job.ts';

/** Dependencies of working on a proposal. */
export interface WorkPorts {
  readonly proposals: Pick<ProposalStore, 'get' | 'change'>;
  readonly startJob: StartJob;
  prepare(proposal: ProposalRecord, hasTime: () => boolean): Promise<boolean>;
  runJob(proposal: ProposalRecord, hasTime: () => boolean): Promise<JobState>;
}

/** There is more to do. The state machine waits for the seconds in the message and calls again. */
export class JobPostponed extends Error {
  override readonly name = 'JobPostponed';

  constructor(seconds: number) {
    super(JSON.stringify({ seconds }));
  }
}

/** Calls after which another execution takes over: each takes about eight of the 25,000 events of an execution. */
const MAX_TICKS = 2_000;

/** An execution starts before its proposal is stored or its job is running, and waits so many calls for that. */
const MAX_EARLY_TICKS = 60;

/**
 * Creates the function that prepares a proposal, or runs its job, as far as the time allows.
 *
 * @throws JobPostponed there is more to do
 */
export function createWorkOnProposal(
  ports: WorkPorts,
): (event: JobEvent, hasTime: () => boolean) => Promise<{ readonly proposalId: string }> {
  return async ({ proposalId, execution, ticks }, hasTime) => {
    const ended = { proposalId };
    const proposal = await ports.proposals.get(proposalId);
    const isEarly = proposal === undefined || (proposal.execution < execution && proposal.status !== 'stopped');
    if (isEarly) {
      // What did not follow its start within a minute was not accepted.
      if (ticks >= MAX_EARLY_TICKS) return ended;
      throw new JobPostponed(1);
    }
    // Another execution has taken over.
    if (proposal.execution !== execution) return ended;
    if (proposal.status === 'preparing') {
      if (await ports.prepare(proposal, hasTime)) return ended;
      throw new JobPostponed(1);
    }
    if (proposal.status !== 'running') return ended;
    if (ticks >= MAX_TICKS) {
      const next = await ports.proposals.change(proposal, { set: { execution: execution + 1 } });
      if (next !== undefined) await ports.startJob(proposalId, next.execution);
      return ended;
    }
    const state = await ports.runJob(proposal, hasTime);
    if ('waitSeconds' in state) throw new JobPostponed(state.waitSeconds);
    return ended;
  };
}
