import { randomUUID } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../../core/json.ts';
import type { ManualDecision } from '../../../core/order/order-record.ts';
import { releaseOrder } from '../../connections/release-order.ts';
import type { OperatorDecision } from '../../order-store/operator-step-store.ts';
import { RESUMABLE, type Resumption } from '../../order-store/operator-store.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { attributedTo, attributionOf } from '../attribution.ts';
import { orderView } from '../order-view.ts';
import { clearDegraded } from './clear-degraded.ts';
import { type DryRun, locatedDryRun, plannedRun, plannedStep, withDecision } from './dry-run.ts';
import {
  checkOperable,
  type FoundStep,
  findStep,
  isDegraded,
  isParkedAt,
  notOperable,
  type StepRequest,
} from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { checkedResumption, startNewRun } from './resume-order.ts';

type SkipRoute = 'POST /orders/{id}/steps/{step}/skip';
type CompleteRoute = 'POST /orders/{id}/steps/{step}/complete';

type Request = StepRequest & Pick<ApiRequest, 'caller' | 'claims' | 'headers' | 'invocation'>;

/** What an operator says about a step. */
interface Wanted extends Omit<WantedDecision, 'id'> {
  readonly reason: string;
  readonly dry_run: boolean;
}

/** Skips a step: the next run does not call its plugin. */
export function skipStep(request: RouteRequest<SkipRoute>, ports: OperatorPorts): Promise<ResponseTo<SkipRoute>> {
  return skipOrComplete(request, { action: 'skip', ...request.body }, ports);
}

/** Completes a step with the given output. */
export function completeStep(
  request: RouteRequest<CompleteRoute>,
  ports: OperatorPorts,
): Promise<ResponseTo<CompleteRoute>> {
  return skipOrComplete(request, { action: 'complete', ...request.body }, ports);
}

/**
 * Makes an operator's decision the final result of a step. A failed or held order is resumed if the request says so, a parked one
 * continues at once.
 */
async function skipOrComplete(
  request: Request,
  { reason, dry_run, ...wanted }: Wanted,
  ports: OperatorPorts,
): Promise<ResponseTo<SkipRoute | CompleteRoute>> {
  const found = await findStep(request, ports.orders);
  const { order } = found;
  const attribution = attributedTo(order, await attributionOf(request, reason, ports));
  const planned = await planDecision(found, { id: randomUUID(), ...wanted }, attribution, ports);
  if (dry_run) return locatedDryRun(planned.dryRun);
  await planned.settle();
  if (wanted.resume) return startNewRun(order, { attribution }, request, ports);
  const current = await ports.orders.getWithSteps(order.id);
  const view = orderView(current?.order ?? order, current?.steps ?? found.records);
  return { status: 200, headers: { location: view.links.self }, body: view };
}

/** A decision on a step. */
export interface WantedDecision {
  /** Tells a repeat from another decision. */
  readonly id: string;
  readonly action: 'skip' | 'complete';
  /** What a step is completed with. @default {} */
  readonly output?: JsonObject | undefined;
  /** Whether the order is resumed afterwards. */
  readonly resume: boolean;
}

/** A decision that was checked. */
export interface PlannedDecision {
  readonly dryRun: DryRun;
  /** The new run of an order that is to be resumed, which is not stored yet. */
  readonly resumption?: Resumption;
  /**
   * Records the decision and lets a degraded or a parked order go on.
   *
   * A degraded order takes two writes, and so does a parked one. After a crash between them, a repeat makes the second one.
   *
   * @throws ApiProblem `step-not-operable` if the step has changed since it was read
   */
  settle(): Promise<void>;
}

/**
 * Checks a decision on a step, and says what it would do.
 *
 * @throws ApiProblem `step-not-operable`; as `checkedResumption` if the order is to be resumed
 */
export async function planDecision(
  found: FoundStep,
  wanted: WantedDecision,
  attribution: ManualDecision,
  ports: OperatorPorts,
): Promise<PlannedDecision> {
  const { id, action, resume } = wanted;
  const { order, step } = found;
  const decision = decisionOf(found, wanted, attribution);
  const earlier = earlierDecision(found, decision, resume);
  if (earlier === undefined) checkDecidable(found, decision, attribution.at);
  const resumption = resume ? await checkedResumption(order, { id, attribution }, ports, step.id) : undefined;
  return {
    dryRun: await dryRunOf(found, decision, resumption, ports),
    ...(resumption !== undefined && { resumption }),
    async settle() {
      if (earlier === undefined) await recordDecision(found, decision, ports);
      const data = { by: action, reason: earlier?.reason ?? attribution.reason };
      if (isDegraded(found) && !(await clearDegraded(found, data, attribution.at, ports)))
        throw notOperable(
          'The decision is recorded, but the order kept changing and is still degraded. Send the request again.',
        );
      if (isParkedAt(found)) await releaseOrder(order, { by: 'operator', reason: attribution.reason }, ports);
    },
  };
}

function decisionOf(
  { order }: FoundStep,
  { id, action, output = {} }: WantedDecision,
  attribution: ManualDecision,
): OperatorDecision {
  return {
    action: { id, action, run: order.runs.length, ...attribution },
    completedBy: attribution,
    ...(action === 'skip'
      ? { status: 'skipped', skipped: `Operator: ${attribution.reason}` }
      : { status: 'succeeded', output }),
  };
}

/** Returns who made the decision before: this very one, or the same by another request that still has to reach the order. */
function earlierDecision(found: FoundStep, decision: OperatorDecision, resume: boolean): ManualDecision | undefined {
  const own = found.record?.operations?.find(({ id }) => id === decision.action.id);
  return own ?? (lacksDecision(found, resume) ? sameDecision(found, decision) : undefined);
}

/** Returns whether a decision that was recorded still has to reach the order. */
function lacksDecision(found: FoundStep, resume: boolean): boolean {
  return isDegraded(found) || isParkedAt(found) || (resume && RESUMABLE.includes(found.order.status));
}

/** Returns who made the same decision before. */
function sameDecision({ record }: FoundStep, { status, output = {} }: OperatorDecision): ManualDecision | undefined {
  const isSame = record?.status === status && canonicalJson(record.output ?? {}) === canonicalJson(output);
  return isSame ? record.completedBy : undefined;
}

/** @throws ApiProblem `step-not-operable`, also if the same was recorded before */
function checkDecidable(found: FoundStep, decision: OperatorDecision, now: string): void {
  checkOperable(found, decision.action.action, now);
  if (decision.status === 'succeeded' && sameDecision(found, decision) !== undefined)
    throw notOperable('An operator has already recorded this output.');
}

async function dryRunOf(
  { order, step, records }: FoundStep,
  { action: { action }, status, completedBy }: OperatorDecision,
  resumption: Resumption | undefined,
  ports: OperatorPorts,
): Promise<DryRun> {
  if (resumption === undefined)
    return { action, order, steps: plannedStep(step.id, status === 'skipped' ? 'skip' : 'answer') };
  const decided = { stepId: step.id, status, ...(completedBy !== undefined && { completedBy }) };
  const steps = await plannedRun(order, withDecision(records, decided), ports.currentSequence);
  const { number, sequence } = resumption.run;
  return { action, order, run: number, sequence, steps };
}

/**
 * Records an operator's decision on a step.
 *
 * @throws ApiProblem `step-not-operable` if the step has changed since it was read
 */
export async function recordDecision(
  { order, step, record }: FoundStep,
  decision: OperatorDecision,
  { operatorSteps }: OperatorPorts,
): Promise<void> {
  if (!(await operatorSteps.decide({ orderId: order.id, step, record }, decision)))
    throw notOperable(`The step was ${record?.status ?? 'pending'} but has changed since it was read. Check it again.`);
}
