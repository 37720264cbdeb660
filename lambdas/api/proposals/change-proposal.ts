import type { ProposalRecord } from '../../../core/proposals/proposal-record.ts';
import type { ProposalChange } from '../../proposal-store/proposal-store.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ResponseTo, RouteRequest } from '../api-request.ts';
import { attributionOf, callerIn, personIn } from '../attribution.ts';
import { findProposal, type ProposalsPorts } from './proposals-ports.ts';
import { isExpired, proposalView } from './views.ts';

type Approve = 'POST /proposals/{id}/approve';
type Execute = 'POST /proposals/{id}/execute';
type Stop = 'POST /proposals/{id}/stop';

/** Records that a second person approves a proposal. */
export async function approveProposal(
  request: RouteRequest<Approve>,
  ports: ProposalsPorts,
): Promise<ResponseTo<Approve>> {
  const proposal = await findProposal(request, ports);
  const approved = await attributionOf(request, request.body.reason, ports);
  if ((await personIn(request, ports)) === proposal.person)
    throw new ApiProblem('approval-by-proposer', 'You made this proposal. Ask another operator to approve it.');
  if (proposal.approved !== undefined) return { status: 200, body: proposalView(proposal, ports.now()) };
  checkReady(proposal, ports);
  return { status: 200, body: proposalView(await changed(proposal, { set: { approved } }, ports), ports.now()) };
}

/**
 * Starts the job of a proposal, or one that was interrupted.
 *
 * The job enters the list of running jobs first: of two with the same order only one can. Its execution starts before the proposal is
 * `running`, and waits for that, so every running job has one.
 */
export async function executeProposal(
  request: RouteRequest<Execute>,
  ports: ProposalsPorts,
): Promise<ResponseTo<Execute>> {
  const proposal = await findProposal(request, ports);
  const { perMinute } = request.body;
  const { status, id } = proposal;
  if (status === 'running') return { status: 202, body: proposalView(await keptRunning(proposal, ports), ports.now()) };
  if (status === 'finished' || (status === 'stopped' && proposal.executed !== undefined))
    return { status: 200, body: proposalView(proposal, ports.now()) };
  checkReady(proposal, ports);
  if (proposal.approvalFor !== undefined && proposal.approved === undefined)
    throw new ApiProblem('proposal-not-approved', `${proposal.approvalFor} Ask another operator to approve it.`);
  const conflict = await ports.jobs.enter(id);
  if (conflict !== undefined)
    throw new ApiProblem(
      'orders-in-job',
      `${conflict.orders} of its orders belong to the job of ${conflict.proposal}, which is running. Wait for it or stop it, then propose again.`,
      { proposal: conflict.proposal },
    );
  const execution = proposal.execution + 1;
  await ports.startJob(id, execution);
  const executed = { by: await callerIn(request, ports), at: ports.now().toISOString(), perMinute };
  const job = await changed(proposal, { set: { status: 'running', execution, executed } }, ports);
  return { status: 202, body: proposalView(job, ports.now()) };
}

/** Starts the execution of a running job again if it has ended: somebody stopped it, or it failed. */
async function keptRunning(proposal: ProposalRecord, ports: ProposalsPorts): Promise<ProposalRecord> {
  if (await ports.startJob(proposal.id, proposal.execution)) return proposal;
  const execution = proposal.execution + 1;
  await ports.startJob(proposal.id, execution);
  return (await ports.proposals.change(proposal, { set: { execution } })) ?? (await current(proposal, ports));
}

/** Stops the job of a proposal before its next orders, or withdraws the proposal. */
export async function stopProposal(request: RouteRequest<Stop>, ports: ProposalsPorts): Promise<ResponseTo<Stop>> {
  const proposal = await findProposal(request, ports);
  const { status, id } = proposal;
  if (status === 'stopped') return { status: 200, body: proposalView(proposal, ports.now()) };
  if (status === 'finished' || status === 'refused')
    throw new ApiProblem('proposal-not-stoppable', `The proposal is ${status}: there is nothing to stop.`);
  const stopped = await attributionOf(request, request.body.reason, ports);
  const set = { status: 'stopped', stopped, finishedAt: stopped.at } as const;
  const after = await changed(proposal, { set, remove: ['patch', 'outputs'] }, ports);
  await ports.jobs.leave(id);
  return { status: 200, body: proposalView(after, ports.now()) };
}

/** @throws ApiProblem `proposal-not-executable` */
function checkReady(proposal: ProposalRecord, { now }: ProposalsPorts): void {
  if (isExpired(proposal, now()))
    throw new ApiProblem('proposal-not-executable', `The proposal expired at ${proposal.expiresAt}. Propose it again.`);
  if (proposal.status === 'ready') return;
  const why = proposal.problem?.message ?? (proposal.status === 'preparing' ? 'Wait until it is ready.' : '');
  throw new ApiProblem('proposal-not-executable', `The proposal is ${proposal.status}. ${why}`.trim());
}

/** @throws ApiProblem `proposal-not-executable` if somebody else changed the proposal */
async function changed(
  proposal: ProposalRecord,
  change: ProposalChange,
  ports: ProposalsPorts,
): Promise<ProposalRecord> {
  const after = await ports.proposals.change(proposal, change);
  if (after !== undefined) return after;
  const { status } = await current(proposal, ports);
  // Somebody did the same at the same time.
  if (status === change.set.status) return current(proposal, ports);
  throw new ApiProblem('proposal-not-executable', `Somebody else changed the proposal: it is ${status} now.`);
}

async function current(proposal: ProposalRecord, { proposals }: ProposalsPorts): Promise<ProposalRecord> {
  return (await proposals.get(proposal.id)) ?? proposal;
}
