import type { ProposalFilter } from '../../blueprint/routes/proposals.ts';
import { canonicalJson, type JsonObject } from '../../core/json.ts';
import type { OrderStatus } from '../../core/order/order-status.ts';
import { orderTotalOf } from '../../core/order/order-total.ts';
import { approvalFor } from '../../core/proposals/approval-policy.ts';
import type { ApprovalRule } from '../../core/proposals/approval-rules.ts';
import {
  MAX_PLANS,
  MAX_PROPOSED_ORDERS,
  ORDERS_PER_PART,
  type ProposalAction,
  type ProposalAmount,
  type ProposalPlan,
  type ProposalProblem,
  type ProposalRecord,
  type ProposedOrder,
} from '../../core/proposals/proposal-record.ts';
import { ApiProblem } from '../api/api-problem.ts';
import type { OperatorPorts } from '../api/operate-orders/operator-ports.ts';
import { type PlannedAction, planAction } from '../api/operate-orders/plan-action.ts';
import { orderFilterOf } from '../api/read-orders/list-orders.ts';
import type { OrderPosition } from '../order-store/index-keys.ts';
import { RESUMABLE } from '../order-store/operator-store.ts';
import type { OrderFilter } from '../order-store/order-filter.ts';
import type { OrderIndex } from '../order-store/order-index.ts';
import type { ProposalStore } from '../proposal-store/proposal-store.ts';
import type { RunningJobs } from '../proposal-store/running-jobs.ts';
import { inPool } from './in-pool.ts';
import { planOf, versionsOf, wantedBy } from './preview-version.ts';

/** Dependencies of preparing a proposal. */
export interface PreparePorts {
  readonly proposals: ProposalStore;
  readonly jobs: Pick<RunningJobs, 'conflictOf'>;
  readonly index: OrderIndex;
  readonly operator: OperatorPorts;
  readonly approvals: readonly ApprovalRule[];
  now(): Date;
}

/** How long a proposal that is ready can be executed. What it shows gets old. */
const VALID_MS = 3_600_000;

/** The statuses that the action can be done in, unless the filter names others. A degraded order is complete. */
const STATUSES: Readonly<Partial<Record<ProposalAction, readonly OrderStatus[]>>> = {
  resume: RESUMABLE,
  cancel: ['submitted', 'processing', 'failed', 'held'],
};

/**
 * Creates the function that finds the orders of a proposal, and does the dry run of each, as far as the time allows. It goes on where
 * it stopped: what a crash interrupts is done again.
 *
 * @returns a function that returns whether the proposal is ready, or refused
 */
export function createPrepareProposal(
  ports: PreparePorts,
): (proposal: ProposalRecord, hasTime: () => boolean) => Promise<boolean> {
  return async (proposal, hasTime) => {
    let current: ProposalRecord | undefined = proposal;
    while (current?.status === 'preparing') {
      if (!hasTime()) return false;
      current = await prepareNext(current, ports);
    }
    return true;
  };
}

/** Prepares the next orders. Returns the proposal; undefined if somebody withdrew it. */
async function prepareNext(proposal: ProposalRecord, ports: PreparePorts): Promise<ProposalRecord | undefined> {
  const { ids, next } = await nextOrders(proposal, ports);
  const tally = createTally(proposal);
  const outputs = JSON.parse(proposal.outputs ?? '{}') as Readonly<Record<string, JsonObject>>;
  const orders: ProposedOrder[] = [];
  for (const seen of await inPool(ids, (id) => look(id, outputs[id], proposal, ports))) orders.push(tally.add(seen));
  const number = proposal.parts + 1;
  if (orders.length > 0) await ports.proposals.putPart(proposal.id, { number, orders });
  const set = {
    ...tally.totals(),
    parts: orders.length > 0 ? number : proposal.parts,
    ...(next !== undefined && { after: { createdAt: next.createdAt, id: next.id } }),
  };
  const tooMany = problemOf(set);
  const isLast = next === undefined && (proposal.ids?.length ?? 0) <= set.parts * ORDERS_PER_PART;
  if (tooMany === undefined && !isLast) return ports.proposals.change(proposal, { set });
  const problem = tooMany ?? (await lastProblem(proposal, set, ports));
  return ports.proposals.change(proposal, {
    set: { ...set, ...ending(proposal, set, problem, ports) },
    remove: ['outputs'],
  });
}

type Totals = Pick<ProposalRecord, 'plans' | 'planned' | 'counts' | 'amounts' | 'withoutAmount'>;

function ending(
  { action }: ProposalRecord,
  totals: Totals,
  problem: ProposalProblem | undefined,
  { approvals, now }: PreparePorts,
): Partial<ProposalRecord> {
  if (problem !== undefined) return { status: 'refused', problem };
  const approval = approvalFor({ action, ...totals }, approvals);
  return {
    status: 'ready',
    expiresAt: new Date(now().getTime() + VALID_MS).toISOString(),
    ...(approval !== undefined && { approvalFor: approval }),
  };
}

function problemOf({ plans, planned, counts }: Totals): ProposalProblem | undefined {
  if (planned + counts.refused > MAX_PROPOSED_ORDERS)
    return {
      code: 'too-many-orders',
      message: `Expected at most ${MAX_PROPOSED_ORDERS} orders, found more. Narrow the filter, e.g. by "from" and "to".`,
    };
  if (plans.length > MAX_PLANS)
    return {
      code: 'too-many-plans',
      message: `The action would do more than ${MAX_PLANS} different things to these orders: nobody could check that. Narrow the filter to one cause.`,
    };
  return undefined;
}

async function lastProblem(
  { id }: ProposalRecord,
  { planned, counts }: Totals,
  { jobs }: PreparePorts,
): Promise<ProposalProblem | undefined> {
  if (planned === 0)
    return {
      code: 'no-orders',
      message:
        counts.refused === 0
          ? 'No order belongs to the filter.'
          : `The action would be refused for every order (${counts.refused}). The list of orders says why.`,
    };
  const conflict = await jobs.conflictOf(id);
  return conflict && ordersInJob(conflict);
}

/** Returns the problem of a proposal with orders that another job has. */
export function ordersInJob({ proposal, orders }: { readonly proposal: string; readonly orders: number }) {
  const message = `${orders} of its orders belong to the job of ${proposal}, which is running. Wait for it or stop it, then propose again.`;
  return { code: 'orders-in-job', message, proposal } as const;
}

interface NextOrders {
  readonly ids: readonly string[];
  /** Where to go on; undefined at the end, and for a proposal that names its orders. */
  readonly next: OrderPosition | undefined;
}

async function nextOrders(proposal: ProposalRecord, { index }: PreparePorts): Promise<NextOrders> {
  const { ids, parts, after } = proposal;
  if (ids !== undefined)
    return { ids: ids.slice(parts * ORDERS_PER_PART, (parts + 1) * ORDERS_PER_PART), next: undefined };
  const page = await index.page(filterOf(proposal), after, ORDERS_PER_PART);
  return { ids: page.orders.map(({ id }) => id), next: page.next };
}

/** Returns the filter, with instants relative to when the proposal was made. */
function filterOf({ filter: given = {}, action, resume = false, createdAt }: ProposalRecord): OrderFilter {
  const filter = given as ProposalFilter;
  // Orders that wait for a partner need no person, but one may skip or complete their step.
  const isParked = filter.parked === true || filter.connection !== undefined;
  const {
    status = resume ? RESUMABLE : STATUSES[action],
    with_errors = status === undefined && !isParked ? true : undefined,
    ...others
  } = filter;
  return orderFilterOf({ ...others, status: status && [...status], with_errors, q: undefined }, new Date(createdAt));
}

/** What the preview saw of an order. */
interface Seen {
  readonly order: Pick<ProposedOrder, 'id' | 'output'>;
  /** The action, or why it would be refused. */
  readonly found: PlannedAction | string;
}

async function look(
  id: string,
  output: JsonObject | undefined,
  proposal: ProposalRecord,
  { operator, now }: PreparePorts,
): Promise<Seen> {
  const order = { id, ...(output !== undefined && { output: JSON.stringify(output) }) };
  const found = await operator.orders.getWithSteps(id);
  if (found === undefined) return { order, found: 'No order has this id.' };
  const { by, reason } = proposal;
  const attribution = { by, at: now().toISOString(), reason };
  try {
    return { order, found: await planAction(found, wantedBy(proposal, order), attribution, operator) };
  } catch (error) {
    if (error instanceof ApiProblem) return { order, found: refusalOf(error) };
    throw error;
  }
}

/** Returns why an action was refused, with the fields that are invalid. */
export function refusalOf({ message, extensions }: ApiProblem): string {
  const { errors = [] } = extensions as { errors?: readonly { path: string; message: string }[] };
  return [message, ...errors.map((error) => `${error.path}: ${error.message}`)].join(' ').slice(0, 500);
}

/** Counts the orders of a proposal by their plans. */
function createTally(proposal: ProposalRecord) {
  const plans: ProposalPlan[] = [...proposal.plans];
  const signatures = plans.map(({ orders: _, ...plan }) => canonicalJson(plan));
  const amounts = new Map<string, ProposalAmount>(proposal.amounts.map((amount) => [amount.currency, amount]));
  let { planned, withoutAmount } = proposal;
  let { refused } = proposal.counts;

  const indexOf = ({ dryRun }: PlannedAction): number => {
    const plan = planOf(dryRun);
    const signature = canonicalJson(plan);
    const known = signatures.indexOf(signature);
    const index = known === -1 ? signatures.push(signature) - 1 : known;
    plans[index] = { ...plan, orders: (plans[index]?.orders ?? 0) + 1 };
    return index;
  };

  return {
    add({ order, found }: Seen): ProposedOrder {
      if (typeof found === 'string') {
        refused += 1;
        return { ...order, outcome: 'refused', message: found };
      }
      const total = orderTotalOf(found.dryRun.order.payload);
      if (total === undefined) withoutAmount += 1;
      else {
        const { minorUnits = 0 } = amounts.get(total.currency) ?? {};
        amounts.set(total.currency, { ...total, minorUnits: minorUnits + total.minorUnits });
      }
      planned += 1;
      return { ...order, ...versionsOf(found), plan: indexOf(found) };
    },
    totals: (): Totals => ({
      plans,
      planned,
      counts: { ...proposal.counts, refused },
      amounts: [...amounts.values()],
      withoutAmount,
    }),
  };
}
