import { isProposalId } from '../../../core/order/order-ids.ts';
import type { ProposalRecord } from '../../../core/proposals/proposal-record.ts';
import type { ProposalStore } from '../../proposal-store/proposal-store.ts';
import type { RunningJobs } from '../../proposal-store/running-jobs.ts';
import type { StartJob } from '../../proposal-store/start-job.ts';
import { ApiProblem } from '../api-problem.ts';
import type { AttributionPorts } from '../attribution.ts';

/** Dependencies of the routes of proposals. */
export interface ProposalsPorts extends AttributionPorts {
  readonly tenant: string;
  readonly proposals: ProposalStore;
  readonly jobs: RunningJobs;
  readonly startJob: StartJob;
}

/** Returns the proposal in the path of a request. @throws ApiProblem `proposal-not-found` */
export async function findProposal(
  { pathParameters: { id } }: { readonly pathParameters: { readonly id: string } },
  { proposals }: Pick<ProposalsPorts, 'proposals'>,
): Promise<ProposalRecord> {
  const proposal = isProposalId(id) ? await proposals.get(id) : undefined;
  if (proposal === undefined)
    throw new ApiProblem('proposal-not-found', `No proposal has the id ${JSON.stringify(id.slice(0, 64))}.`);
  return proposal;
}
