import { isErased, type OrderRecord } from '../../../core/order/order-record.ts';
import type { RecordedStep } from '../../../core/order/planned-steps.ts';
import type { Resumption } from '../../order-store/operator-store.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { attributionOf } from '../attribution.ts';
import { findUnerasedOrder } from '../find-order.ts';
import { idempotencyKeyIn } from '../idempotency-key.ts';
import { orderErased } from '../order-erased.ts';
import { orderResponse } from '../order-response.ts';
import { tryStartRun, viewAfterRun } from '../wait-for-order.ts';
import { waitDeadline, waitPreference } from '../wait-preference.ts';
import { type DryRun, locatedDryRun, plannedRun } from './dry-run.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { createResumption, type ResumeRequest, resumeFingerprint } from './resumption.ts';

type Route = 'POST /orders/{id}/resume';

/**
 * Starts a new run of an order that failed or is held.
 *
 * A repeat finds the order in progress and is rejected. A repeat with the `Idempotency-Key` of the first request
 * returns the order, whatever the state of that run.
 */
export async function resumeOrder(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const { reason, patch } = request.body;
  const key = idempotencyKeyIn(request);
  const order = await findUnerasedOrder(request, ports.orders.get, (found) => found);
  const attribution = await attributionOf(request, reason, ports);
  if (request.body.dry_run) return dryRunOf(order, { patch, attribution }, ports);
  return startNewRun(order, { patch, key, attribution }, request, ports);
}

async function dryRunOf(order: OrderRecord, resume: ResumeRequest, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const records = (await ports.orders.getWithSteps(order.id))?.steps ?? [];
  return locatedDryRun((await planResume(order, records, resume, ports)).dryRun);
}

/** A resume that was checked, and what its run would do. */
export interface PlannedResume {
  readonly resumption: Resumption;
  readonly dryRun: DryRun;
}

/** Checks a resume and says what its run would do. @throws ApiProblem as `checkedResumption` */
export async function planResume(
  order: OrderRecord,
  records: readonly RecordedStep[],
  resume: ResumeRequest,
  ports: OperatorPorts,
): Promise<PlannedResume> {
  const resumption = await checkedResumption(order, resume, ports);
  const { payload, run } = resumption;
  const steps = await plannedRun(order, records, ports.currentSequence, payload);
  return { resumption, dryRun: { action: 'resume', order, run: run.number, sequence: run.sequence, steps, payload } };
}

/**
 * Starts a new run of an order and, if the request asks for it, waits for the run to end.
 *
 * The request is accepted once the conditional write succeeds: if anything fails after that, the sweeper starts the
 * run.
 *
 * @throws ApiProblem `order-not-resumable` unless the order failed or is held and has room for another run
 */
export async function startNewRun(
  order: OrderRecord,
  resume: ResumeRequest,
  request: Pick<ApiRequest, 'headers' | 'invocation'>,
  ports: OperatorPorts,
): Promise<ResponseTo<Route>> {
  const wanted = waitPreference(request, {});
  const respond = (accepted: OrderRecord, most: number, replayed?: 'true'): Promise<ResponseTo<Route>> =>
    ports.waiters.hold(most, async (seconds) => {
      const headers = {
        ...(seconds > 0 && { 'preference-applied': `wait=${seconds}` }),
        ...(replayed !== undefined && { 'idempotent-replayed': replayed }),
      };
      const view = await viewAfterRun(accepted, waitDeadline(request, seconds), request, ports);
      return orderResponse(view, headers, 200);
    });
  if (isRepeat(order, resume)) return respond(order, wanted, 'true');

  const resumed = await resumeNow(await checkedResumption(order, resume, ports), ports);
  const { isUnderWay } = await tryStartRun(resumed, request, ports);
  return respond(resumed, isUnderWay ? wanted : 0);
}

/**
 * Stores the new run of an order, and its payload if a patch changed it.
 *
 * @throws ApiProblem `order-not-resumable` if the order has changed since it was read
 */
export async function resumeNow(resumption: Resumption, ports: OperatorPorts): Promise<OrderRecord> {
  const { order, action, payload } = resumption;
  if (action.revision > order.revision) {
    await ports.operator.keepPayload(order, action);
    await ports.index.add({ id: order.id, payload });
  }
  const resumed = await ports.operator.resume(resumption);
  if (resumed === undefined) throw await concurrentChange(resumption, ports);
  return resumed;
}

/**
 * Creates a new run of an order, and checks that nothing stands against it.
 *
 * @param decided a step that an operator is about to decide
 * @throws ApiProblem as `createResumption`; `order-not-resumable` if the run would leave out the step that failed
 */
export async function checkedResumption(
  order: OrderRecord,
  resume: ResumeRequest,
  ports: OperatorPorts,
  decided?: string,
): Promise<Resumption> {
  const resumption = await createResumption(order, resume, ports.currentSequence);
  await checkFailedStep(resumption, ports, decided);
  return resumption;
}

/**
 * Checks that the step that failed is part of the new run: without it the order could complete although the step never had
 * its effect, e.g. without billing.
 *
 * @throws ApiProblem `order-not-resumable` unless the step succeeded or an operator decided it
 */
async function checkFailedStep(
  { order, run }: Resumption,
  { orders }: OperatorPorts,
  decided: string | undefined,
): Promise<void> {
  const failed = order.failure?.step;
  if (failed === undefined || failed === decided || run.steps.some(({ id }) => id === failed)) return;
  const record = (await orders.getWithSteps(order.id))?.steps.find(({ stepId }) => stepId === failed);
  if (record?.status === 'succeeded' || record?.completedBy !== undefined) return;
  throw new ApiProblem(
    'order-not-resumable',
    `The order stopped at step ${JSON.stringify(failed)}, which the sequence "${run.sequence.name}" no longer has: a new run would complete without it. Deploy the version before and resume then, or skip or complete the step first.`,
  );
}

/** @throws ApiProblem `idempotency-key-reused` if the key was first used with a different request */
function isRepeat({ operations = [] }: OrderRecord, resume: ResumeRequest): boolean {
  const { by } = resume.attribution;
  // A key belongs to whoever sent it.
  const first = operations.find(
    (operation) => operation.action === 'resume' && operation.key === resume.key && operation.by === by,
  );
  if (resume.key === undefined || first?.action !== 'resume') return false;
  if (first.fingerprint === resumeFingerprint(resume)) return true;
  throw new ApiProblem(
    'idempotency-key-reused',
    'This idempotency key was first used with a different body. Use a new key for each resume.',
  );
}

/**
 * Creates the problem of a resume that lost the race with another one. It may have overwritten the winner's record of
 * who replaced the payload, so this restores that record.
 */
async function concurrentChange(
  { order, action }: Resumption,
  { orders, operator }: OperatorPorts,
): Promise<ApiProblem> {
  const current = await orders.get(order.id);
  if (current !== undefined && isErased(current)) {
    // The copy of the payload may have been written after the erasure.
    await operator.keepPayload({ ...order, payload: {} }, { ...action, reason: '' });
    return orderErased(current);
  }
  const winner = current?.operations?.find(
    (operation) => operation.action === 'resume' && operation.run === order.runs.length + 1,
  );
  if (winner?.action === 'resume' && winner.revision > order.revision) await operator.keepPayload(order, winner);
  return new ApiProblem(
    'order-not-resumable',
    `The order was changed by another request; it is now ${current?.status ?? 'deleted'}.`,
  );
}
