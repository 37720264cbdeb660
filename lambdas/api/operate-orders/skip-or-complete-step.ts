import { randomUUID } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../../core/json.ts';
import type { ManualDecision } from '../../../core/order/order-record.ts';
import { releaseOrder } from '../../connections/release-order.ts';
import type { OperatorDecision } from '../../order-store/operator-step-store.ts';
import { RESUMABLE } from '../../order-store/operator-store.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { attributedTo, attributionOf } from '../attribution.ts';
import { orderView } from '../order-view.ts';
import { clearDegraded } from './clear-degraded.ts';
import { locatedDryRun, plannedRun, plannedStep, withDecision } from './dry-run.ts';
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
interface Wanted {
  readonly action: 'skip' | 'complete';
  readonly reason: string;
  readonly output?: JsonObject;
  readonly resume: boolean;
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
 *
 * A degraded order takes two writes, and so does a parked or a resumed one. If a request fails between them, a repeat makes the
 * second one.
 */
async function skipOrComplete(
  request: Request,
  wanted: Wanted,
  ports: OperatorPorts,
): Promise<ResponseTo<SkipRoute | CompleteRoute>> {
  const { action, resume } = wanted;
  const found = await findStep(request, ports.orders);
  const { order } = found;
  const attribution = attributedTo(order, await attributionOf(request, wanted.reason, ports));
  const { reason } = attribution;
  const decision = decisionOf(found, wanted, attribution);
  const earlier = lacksDecision(found, resume) ? sameDecision(found, decision) : undefined;
  if (earlier === undefined) checkDecidable(found, decision, attribution.at);
  if (resume) await checkedResumption(order, { attribution }, ports, found.step.id);
  if (wanted.dry_run) return dryRunOf(found, decision, resume, ports);
  if (earlier === undefined) await recordDecision(found, decision, ports);
  const data = { by: action, reason: earlier?.reason ?? reason };
  if (isDegraded(found) && !(await clearDegraded(found, data, attribution.at, ports)))
    throw notOperable(
      'The decision is recorded, but the order kept changing and is still degraded. Send the request again.',
    );
  if (isParkedAt(found)) await releaseOrder(order, { by: 'operator', reason }, ports);
  if (resume) return startNewRun(order, { attribution }, request, ports);
  const current = await ports.orders.getWithSteps(order.id);
  const view = orderView(current?.order ?? order, current?.steps ?? found.records);
  return { status: 200, headers: { location: view.links.self }, body: view };
}

function decisionOf({ order }: FoundStep, { action, output }: Wanted, attribution: ManualDecision): OperatorDecision {
  return {
    action: { id: randomUUID(), action, run: order.runs.length, ...attribution },
    completedBy: attribution,
    ...(output === undefined
      ? { status: 'skipped', skipped: `Operator: ${attribution.reason}` }
      : { status: 'succeeded', output }),
  };
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
  resume: boolean,
  ports: OperatorPorts,
): Promise<ResponseTo<SkipRoute | CompleteRoute>> {
  if (!resume)
    return locatedDryRun({ action, order, steps: plannedStep(step.id, status === 'skipped' ? 'skip' : 'answer') });
  const decided = { stepId: step.id, status, ...(completedBy !== undefined && { completedBy }) };
  const steps = await plannedRun(order.payload, withDecision(records, decided), ports.currentSequence);
  return locatedDryRun({ action, order, run: order.runs.length + 1, steps });
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
