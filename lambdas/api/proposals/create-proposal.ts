import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../core/json.ts';
import { newProposalId, proposalIdOfKey } from '../../../core/order/order-ids.ts';
import { NO_OUTCOMES, type ProposalRecord } from '../../../core/proposals/proposal-record.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ResponseTo, RouteRequest } from '../api-request.ts';
import { callerIn, personIn } from '../attribution.ts';
import { idempotencyKeyIn } from '../idempotency-key.ts';
import type { ProposalsPorts } from './proposals-ports.ts';
import { proposalView } from './views.ts';

type Route = 'POST /proposals';

/**
 * Accepts a proposal. Its orders are looked at by its state machine.
 *
 * The execution starts before the proposal is stored, and waits for it, so every stored proposal has one.
 */
export async function createProposal(request: RouteRequest<Route>, ports: ProposalsPorts): Promise<ResponseTo<Route>> {
  const { body, caller = 'unknown' } = request;
  const key = idempotencyKeyIn(request);
  const id = key === undefined ? newProposalId() : proposalIdOfKey(ports.tenant, caller, key);
  const proposer = { by: await callerIn(request, ports), person: await personIn(request, ports) };
  const proposal = recordOf(id, proposer, body, ports.now());
  await ports.startJob(id, 0);
  const headers = { location: `/proposals/${id}` };
  if (await ports.proposals.put(proposal)) return { status: 202, headers, body: proposalView(proposal, ports.now()) };
  const stored = (await ports.proposals.get(id)) ?? proposal;
  if (stored.fingerprint !== proposal.fingerprint)
    throw new ApiProblem(
      'idempotency-key-reused',
      'This idempotency key was first used with a different body. Use a new key for each proposal.',
    );
  return {
    status: 202,
    headers: { ...headers, 'idempotent-replayed': 'true' },
    body: proposalView(stored, ports.now()),
  };
}

function recordOf(
  id: string,
  proposer: Pick<ProposalRecord, 'by' | 'person'>,
  body: RouteRequest<Route>['body'],
  now: Date,
): ProposalRecord {
  const { action, step, filter, ids, patch, resume, output, outputs, reason } = body;
  const named = ids ?? outputs?.map((order) => order.id);
  return {
    id,
    status: 'preparing',
    action,
    ...(step !== undefined && { step }),
    ...(patch !== undefined && { patch: JSON.stringify(patch) }),
    ...(resume !== undefined && { resume }),
    ...(output !== undefined && { output: JSON.stringify(output) }),
    ...(outputs !== undefined && {
      outputs: JSON.stringify(Object.fromEntries(outputs.map((order) => [order.id, order.output]))),
    }),
    reason,
    ...proposer,
    ...(filter !== undefined && { filter: given(filter) }),
    ...(named !== undefined && { ids: [...new Set(named)] }),
    fingerprint: createHash('sha256').update(canonicalJson(body)).digest('base64url'),
    createdAt: now.toISOString(),
    parts: 0,
    plans: [],
    planned: 0,
    amounts: [],
    withoutAmount: 0,
    counts: NO_OUTCOMES,
    execution: 0,
  };
}

function given(filter: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}
