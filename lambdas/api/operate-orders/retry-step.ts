import { randomUUID } from 'node:crypto';
import type { OrderView } from '../../../blueprint/routes/response-schemas.ts';
import type { ManualDecision, RunRecord } from '../../../core/order/order-record.ts';
import type { StepStatus } from '../../../core/order/step-status.ts';
import { releaseOrder } from '../../connections/release-order.ts';
import { RESUMABLE } from '../../order-store/operator-store.ts';
import { resultsOf, wasUndone } from '../../order-store/step-state.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { attributedTo, attributionOf } from '../attribution.ts';
import { orderResponse } from '../order-response.ts';
import { orderView } from '../order-view.ts';
import { createPoller } from '../poll.ts';
import { viewAfterRun } from '../wait-for-order.ts';
import { waitDeadline, waitPreference } from '../wait-preference.ts';
import { type DryRun, locatedDryRun, plannedRun, plannedStep, withDecision } from './dry-run.ts';
import { checkOperable, type FoundStep, findStep, isParkedAt, notOperable } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { startNewRun } from './resume-order.ts';
import { createResumption } from './resumption.ts';
import { recordDecision } from './skip-or-complete-step.ts';

type Route = 'POST /orders/{id}/steps/{step}/retry';

/** A heal whose step has one of these statuses has given up for now. */
const GAVE_UP: readonly StepStatus[] = ['failed', 'declined', 'unknown'];

/**
 * Retries a step at once, whatever its outcome was. The operator has made sure that another attempt does no harm; if
 * the outcome is unknown, only a person can. After an undo, even one that failed, the attempt is a new request to the
 * partner, with a new idempotency key.
 *
 * A failed or held order gets a new run, a parked one tries again; an order that continued without the step gets a heal execution. The response
 * waits for either, as `Prefer: wait=N` says.
 */
export async function retryStep(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const found = await findStep(request, ports.orders);
  const { order } = found;
  const attribution = attributedTo(order, await attributionOf(request, request.body.reason, ports));
  if (isParkedAt(found))
    return request.body.dry_run ? dryRunOfTry(found) : tryParked(found, attribution.reason, request, ports);
  const retry = await planRetry(found, randomUUID(), attribution, ports);
  if (request.body.dry_run) return locatedDryRun(retry.dryRun);
  await retry.decide();
  if (retry.startHeal === undefined) return startNewRun(order, { attribution }, request, ports);
  await retry.startHeal();
  return responseAfterHeal(found, request, ports);
}

/** A retry that was checked: first the decision is recorded, then the heal or a new run starts. */
export interface PlannedRetry {
  readonly dryRun: DryRun;
  /** Records the decision, unless the step has it. @throws ApiProblem `step-not-operable` if the step has changed */
  decide(): Promise<void>;
  /** Starts the heal; absent if the order is to be resumed instead. */
  readonly startHeal?: () => Promise<void>;
}

/**
 * Checks a retry of a step whose order is not parked at it, and says what it would do.
 *
 * @param id tells a repeat of the decision from another one
 * @throws ApiProblem `step-not-operable`, and `order-not-resumable` if the order would be resumed and cannot be
 */
export async function planRetry(
  found: FoundStep,
  id: string,
  attribution: ManualDecision,
  ports: OperatorPorts,
): Promise<PlannedRetry> {
  const { order, record } = found;
  const earlier = record?.operations?.find((operation) => operation.id === id);
  if (earlier === undefined) checkOperable(found, 'retry', attribution.at);
  const heals = !RESUMABLE.includes(order.status);
  const startHeal = heals ? await prepareHeal(found, id, ports) : undefined;
  // Check before the write: a step must not be freed for a run that would be rejected.
  const run = heals ? undefined : (await createResumption(order, { attribution }, ports.currentSequence)).run;
  return {
    dryRun: await dryRunOf(found, run, ports),
    async decide() {
      if (earlier !== undefined) return;
      const startsGeneration = record !== undefined && wasUndone(record);
      const action = { id, action: 'retry', run: order.runs.length, ...attribution } as const;
      await recordDecision(found, { status: 'failed', action, startsGeneration }, ports);
    },
    ...(startHeal !== undefined && { startHeal }),
  };
}

function dryRunOfTry({ order, step }: FoundStep): ResponseTo<Route> {
  const plan = order.parked?.mode === 'probe' ? 'probe' : 'call-again';
  return locatedDryRun({ action: 'retry', order, steps: plannedStep(step.id, plan) });
}

async function dryRunOf(
  { order, step, records }: FoundStep,
  run: RunRecord | undefined,
  ports: OperatorPorts,
): Promise<DryRun> {
  if (run === undefined) return { action: 'retry', order, steps: plannedStep(step.id, 'call-again') };
  const after = withDecision(records, { stepId: step.id, status: 'failed' });
  const steps = await plannedRun(order, after, ports.currentSequence);
  return { action: 'retry', order, run: run.number, sequence: run.sequence, steps };
}

/** Lets a parked order try its step at once, before its connection closes. If the connection is open, the order is parked again. */
async function tryParked(
  { order }: FoundStep,
  reason: string,
  request: Pick<ApiRequest, 'headers' | 'invocation'>,
  ports: OperatorPorts,
): Promise<ResponseTo<Route>> {
  await releaseOrder(order, { by: 'operator', reason }, ports);
  const seconds = waitPreference(request, {});
  const waited = seconds > 0 && { 'preference-applied': `wait=${seconds}` };
  return orderResponse(await viewAfterRun(order, waitDeadline(request, seconds), request, ports), { ...waited }, 200);
}

/**
 * Returns a function that starts a heal execution of the step as defined in the current sequence, with the results of
 * the other steps.
 *
 * @throws ApiProblem `step-not-operable` if the current sequence has no such step, or the step waits for a callback: a
 *   heal ends with its call, so it would mistake the accepted request for the answer
 */
async function prepareHeal(
  { order, step, record, records }: FoundStep,
  id: string,
  { currentSequence, startHeal }: OperatorPorts,
) {
  const { edition, sequence } = await currentSequence(order.payload, order);
  const current = sequence.steps.find(({ id }) => id === step.id);
  if (current === undefined)
    throw notOperable(
      `Sequence ${sequence.name} no longer has the step; it has ${sequence.steps.map(({ id }) => id).join(', ')}. Skip or complete the step instead.`,
    );
  if (current.callback !== undefined)
    throw notOperable(
      'The step waits for a callback, but no run would wait for it. Ask the other system, then complete or skip the step.',
    );
  // A repeat of this retry starts the same heal.
  const earlier = record?.operations?.filter((operation) => operation.action === 'retry' && operation.id !== id) ?? [];
  // The failure itself started the first heal.
  const trigger = earlier.length + 2;
  return () =>
    startHeal({
      orderId: order.id,
      run: order.runs.length,
      step: current,
      results: resultsOf(records),
      trigger,
      waitSeconds: 0,
      edition,
    });
}

/** Returns 200 if the order is complete and the step has succeeded, or 202 if the heal is in progress or failed. */
async function responseAfterHeal(
  found: FoundStep,
  request: Pick<ApiRequest, 'headers' | 'invocation'>,
  ports: OperatorPorts,
): Promise<ResponseTo<Route>> {
  return ports.waiters.hold(waitPreference(request, {}), async (seconds) => {
    const view = await viewAfterHeal(found, waitDeadline(request, seconds), ports);
    const isHealed = view.status === 'complete' && !view.degraded.includes(found.step.id);
    return {
      status: isHealed ? 200 : 202,
      headers: { ...(seconds > 0 && { 'preference-applied': `wait=${seconds}` }), location: view.links.self },
      body: view,
    };
  });
}

/** It remembers nothing of an order, only how long heals took. */
const poller = createPoller();

/**
 * Waits until the heal succeeds or gives up, or the deadline passes, and returns the order. Because the heal has
 * already started, an order that cannot be read is returned as last known.
 *
 * @param found the step before the heal
 * @param deadline on the clock of `performance.now()`; the order is read at least once
 */
async function viewAfterHeal(
  { order, step, record, records }: FoundStep,
  deadline: number,
  { orders, onError }: Pick<OperatorPorts, 'orders' | 'onError'>,
): Promise<OrderView> {
  const before = record?.attempts.length ?? 0;
  let view = orderView(order, records);
  const isOver = async (): Promise<boolean> => {
    const current = await orders.getWithSteps(order.id);
    if (current === undefined) return true;
    view = orderView(current.order, current.steps);
    const healed = current.steps.find(({ stepId }) => stepId === step.id);
    const gaveUp = healed !== undefined && healed.attempts.length > before && GAVE_UP.includes(healed.status);
    return !current.order.degraded.includes(step.id) || gaveUp;
  };
  try {
    if (!(await isOver())) await poller.until(deadline, isOver);
    return view;
  } catch (error) {
    onError('The retry was accepted, but the order could not be read for the response', error);
    return orderView(order, records);
  }
}
