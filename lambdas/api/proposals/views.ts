import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { JsonObject } from '../../../core/json.ts';
import { currencyDigits } from '../../../core/money.ts';
import { orderReferenceOf } from '../../../core/order/order-ids.ts';
import type {
  ProposalAmount,
  ProposalRecord,
  ProposalStep,
  ProposedOrder,
} from '../../../core/proposals/proposal-record.ts';

type Summary = ResponseBody<'ProposalSummary'>;

/** Returns whether a proposal that was ready can no longer be executed. */
export function isExpired({ status, expiresAt }: ProposalRecord, now: Date): boolean {
  return status === 'ready' && expiresAt !== undefined && expiresAt <= now.toISOString();
}

/** Returns the API's view of a proposal in a list. */
export function proposalSummary(proposal: ProposalRecord, now: Date): Summary {
  const { id, action, step, reason, by, createdAt, expiresAt, planned, counts, executed } = proposal;
  const status = isExpired(proposal, now) ? 'expired' : proposal.status;
  const self = `/proposals/${id}`;
  return {
    id,
    status,
    action,
    step: step ?? null,
    reason,
    by,
    createdAt,
    expiresAt: expiresAt ?? null,
    planned,
    counts,
    needsApproval: proposal.approvalFor ?? null,
    approved: whoOf(proposal.approved),
    executed: executed === undefined ? null : { ...whoIn(executed), perMinute: executed.perMinute },
    stopped: whoOf(proposal.stopped),
    finishedAt: proposal.finishedAt ?? null,
    advice: adviceOf(proposal, status),
    links: { self, orders: `${self}/orders` },
  };
}

/** Returns the API's view of a proposal. */
export function proposalView(proposal: ProposalRecord, now: Date): ResponseBody<'Proposal'> {
  const { filter, plans, amounts, withoutAmount, output, problem } = proposal;
  return {
    ...proposalSummary(proposal, now),
    filter: filter === undefined ? null : queryOf(filter),
    plans: plans.map(({ orders, startsRun, steps, changes }) => ({ orders, startsRun, steps, changes })),
    amounts: amounts.map(amountView),
    withoutAmount,
    output: jsonOf(output),
    problem: problem === undefined ? null : { ...problem, proposal: problem.proposal ?? null },
  };
}

/** Returns the API's view of an order of a proposal. */
export function proposedOrderView(order: ProposedOrder): ResponseBody<'ProposedOrderList'>['items'][number] {
  const { id, plan, output, outcome, message } = order;
  return {
    id,
    order_reference: orderReferenceOf(id),
    plan: plan ?? null,
    output: jsonOf(output),
    outcome: outcome ?? null,
    message: message ?? null,
  };
}

function jsonOf(text: string | undefined): JsonObject | null {
  return text === undefined ? null : (JSON.parse(text) as JsonObject);
}

function whoOf(step: ProposalStep | undefined) {
  return step === undefined ? null : whoIn(step);
}

function whoIn({ by, at, reason }: ProposalStep) {
  return { by, at, reason: reason ?? null };
}

/** Returns a filter as the query of `GET /orders` has it. */
function queryOf(filter: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]),
  );
}

function amountView({ currency, minorUnits }: ProposalAmount) {
  const digits = currencyDigits(currency);
  const text = String(minorUnits).padStart(digits + 1, '0');
  const amount = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return { currency, amount };
}

const ADVICE: Readonly<Record<Summary['status'], string>> = {
  preparing: 'Read the proposal again until it is ready.',
  ready: 'Look at what it would do, then execute it.',
  expired: 'What it shows is too old. Propose it again.',
  refused: 'Mend what the problem says, then propose it again.',
  running: 'Read the proposal again to follow its job.',
  finished: 'Look at the orders that were left out, and propose again for those.',
  stopped: 'Propose again for the orders that are left.',
};

function adviceOf({ approvalFor, approved, counts }: ProposalRecord, status: Summary['status']): string {
  if (status === 'ready' && approvalFor !== undefined && approved === undefined)
    return `${approvalFor} Ask another operator to approve it.`;
  if (status === 'finished' && counts.changed + counts.failed + counts.refused === 0) return 'Nothing is left to do.';
  return ADVICE[status];
}
