import type { OrderRecord } from '../../../core/order/order-record.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { findOrder } from '../find-order.ts';
import { idempotencyKeyIn } from '../idempotency-key.ts';
import { orderResponse } from '../order-response.ts';
import { tryStartRun, viewAfterRun } from '../wait-for-order.ts';
import { waitDeadline, waitPreference } from '../wait-preference.ts';
import { attributionOf, type OperatorPorts } from './operator-ports.ts';
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
  const order = await findOrder(request, ports.orders.get);
  return startNewRun(order, { patch, key, attribution: attributionOf(request, reason, ports.now()) }, request, ports);
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
  const seconds = waitPreference(request, {});
  const waited = seconds > 0 && { 'preference-applied': `wait=${seconds}` };
  if (isRepeat(order, resume)) {
    const view = await viewAfterRun(order, waitDeadline(request, seconds), ports);
    return orderResponse(view, { ...waited, 'idempotent-replayed': 'true' }, 200);
  }

  const resumption = await createResumption(order, resume, ports.currentSequence);
  if (resume.patch !== undefined) await ports.operator.keepPayload(order, resumption.action);
  const resumed = await ports.operator.resume(resumption);
  if (resumed === undefined) throw await concurrentChange(order, ports);
  const isStarted = await tryStartRun(resumed, ports);
  const deadline = waitDeadline(request, isStarted ? seconds : 0);
  return orderResponse(await viewAfterRun(resumed, deadline, ports), { ...(isStarted && waited) }, 200);
}

/** @throws ApiProblem `idempotency-key-reused` if the key was first used with a different request */
function isRepeat({ operations = [] }: OrderRecord, resume: ResumeRequest): boolean {
  const first = operations.find((operation) => operation.action === 'resume' && operation.key === resume.key);
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
async function concurrentChange(order: OrderRecord, { orders, operator }: OperatorPorts): Promise<ApiProblem> {
  const current = await orders.get(order.id);
  const winner = current?.operations?.find(
    (operation) => operation.action === 'resume' && operation.run === order.runs.length + 1,
  );
  if (winner?.action === 'resume' && winner.revision > order.revision) await operator.keepPayload(order, winner);
  return new ApiProblem(
    'order-not-resumable',
    `The order was changed by another request; it is now ${current?.status ?? 'deleted'}.`,
  );
}
