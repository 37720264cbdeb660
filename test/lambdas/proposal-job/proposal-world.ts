import type { ResponseBody } from '../../../blueprint/routes/response-schemas.ts';
import type { ApprovalRule } from '../../../core/proposals/approval-rules.ts';
import type { ApiRequest } from '../../../lambdas/api/api-request.ts';
import type { OperatorPorts } from '../../../lambdas/api/operate-orders/operator-ports.ts';
import type { ProposalsPorts } from '../../../lambdas/api/proposals/proposals-ports.ts';
import { proposalsRoutes } from '../../../lambdas/api/proposals/routes.ts';
import { createOrderIndex } from '../../../lambdas/order-store/order-index.ts';
import { createPrepareProposal } from '../../../lambdas/proposal-job/prepare-proposal.ts';
import { createRunJob } from '../../../lambdas/proposal-job/run-job.ts';
import { createWorkOnProposal, JobPostponed } from '../../../lambdas/proposal-job/work-on-proposal.ts';
import { createProposalStore } from '../../../lambdas/proposal-store/proposal-store.ts';
import { createRunningJobs } from '../../../lambdas/proposal-store/running-jobs.ts';
import { checked } from '../../helpers/declared-response.ts';
import type { OrderWorld } from '../../helpers/order-world.ts';
import { operatorPorts, problemIn } from '../api/operate-orders/operate-world.ts';

type Proposal = ResponseBody<'Proposal'>;

/** What a test changes of a world of proposals. */
export interface ProposalWorldOptions {
  readonly approvals?: readonly ApprovalRule[];
  readonly operator?: Partial<OperatorPorts>;
  /** Returns whether the invocation goes on, asked after each wave. @default always */
  hasTime?(): boolean;
}

/** The routes of proposals and the function behind their state machine, over the table of an order world. */
export function proposalWorld(
  world: OrderWorld,
  { approvals = [], operator, hasTime = () => true }: ProposalWorldOptions = {},
) {
  const { now } = world;
  const calls: string[] = [];
  const errors: string[] = [];
  const onError = (message: string) => void errors.push(message);
  const ports = { ...operatorPorts(world, calls), onError, ...operator };
  const proposals = createProposalStore(world.client, world.table);
  const jobs = createRunningJobs(world.client, world.table, { proposals, now });
  const started: string[] = [];
  const ended = new Set<string>();
  const pauses: number[] = [];
  const sleep = async (ms: number) => void pauses.push(Math.round(ms));
  const startJob: ProposalsPorts['startJob'] = async (id, execution) => {
    const name = `${id}-${execution}`;
    if (ended.has(name)) return false;
    started.push(name);
    return true;
  };
  const workOn = createWorkOnProposal({
    proposals,
    startJob,
    prepare: createPrepareProposal({
      proposals,
      jobs,
      index: createOrderIndex(world.client, world.table),
      operator: ports,
      approvals,
      now,
    }),
    runJob: createRunJob({ proposals, jobs, operator: ports, sleep, now }),
  });
  const routes = checked(proposalsRoutes({ tenant: 'acme', proposals, jobs, startJob, now }));
  const request = (route: string, id: string | undefined, body: unknown, changes: Partial<ApiRequest>) =>
    routes({
      route,
      pathParameters: { id },
      query: {},
      headers: {},
      body: body === undefined ? undefined : JSON.stringify(body),
      caller: 'ada',
      ...changes,
    });
  const post = (action: string, id: string, body: unknown, changes: Partial<ApiRequest> = {}) =>
    request(`POST /proposals/{id}/${action}`, id, body, changes);
  const read = async (id: string) => (await request('GET /proposals/{id}', id, undefined, {})).body as Proposal;

  /** Invokes the function once, as the execution does. Returns the seconds that it waits; undefined if it ended. */
  const tick = async (id: string, execution: number, ticks = 0): Promise<number | undefined> => {
    try {
      await workOn({ proposalId: id, execution, ticks }, hasTime);
      ended.add(`${id}-${execution}`);
      return undefined;
    } catch (error) {
      if (!(error instanceof JobPostponed)) throw error;
      return (JSON.parse(error.message) as { seconds: number }).seconds;
    }
  };
  const work = async (id: string, execution: number): Promise<void> => {
    for (let ticks = 0; (await tick(id, execution, ticks)) !== undefined; ticks += 1);
  };

  const create = async (body: object, changes: Partial<ApiRequest> = {}): Promise<Proposal> => {
    const sent = { reason: 'Zuora is back.', ...body };
    return (await request('POST /proposals', undefined, sent, changes)).body as Proposal;
  };
  /** Sends a proposal and prepares it. */
  const propose = async (body: object, changes: Partial<ApiRequest> = {}): Promise<Proposal> => {
    const { id } = await create(body, changes);
    await work(id, 0);
    return read(id);
  };

  return {
    proposals,
    jobs,
    calls,
    errors,
    started,
    ended,
    pauses,
    tick,
    work,
    read,
    request,
    post,
    create,
    propose,
    /** Executes a proposal to the end of its job. */
    async execute(id: string, perMinute = 6_000, changes: Partial<ApiRequest> = {}): Promise<Proposal> {
      await post('execute', id, { perMinute }, changes);
      await work(id, (await proposals.get(id))?.execution ?? 0);
      return read(id);
    },
    problem: (action: string, id: string, body: unknown, changes: Partial<ApiRequest> = {}) =>
      problemIn(post(action, id, body, changes)),
    /** The orders of a proposal, as `<outcome>` or `<outcome>: <message>` by id. */
    async outcomes(id: string): Promise<Readonly<Record<string, string | null>>> {
      const { body } = await request('GET /proposals/{id}/orders', id, undefined, { query: { limit: '1000' } });
      return Object.fromEntries(
        (body as ResponseBody<'ProposedOrderList'>).items.map((order) => [order.id, order.outcome]),
      );
    },
  };
}
