import type { OrderView } from '../../../blueprint/routes/response-schemas.ts';
import type { StepStatus } from '../../../core/order/step-status.ts';
import { RESUMABLE } from '../../order-store/operator-store.ts';
import { resultsOf, wasUndone } from '../../order-store/step-state.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { orderView } from '../order-view.ts';
import { createPoller } from '../poll.ts';
import { waitDeadline, waitPreference } from '../wait-preference.ts';
import { checkOperable, type FoundStep, findStep, notOperable } from './find-step.ts';
import { attributionOf, type OperatorPorts } from './operator-ports.ts';
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
 * A failed or held order gets a new run; an order that continued without the step gets a heal execution. The response
 * waits for either, as `Prefer: wait=N` says.
 */
export async function retryStep(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const found = await findStep(request, ports.orders);
  const { order, record } = found;
  const attribution = attributionOf(request, request.body.reason, ports.now());
  checkOperable(found, 'retry', attribution.at);
  const heals = !RESUMABLE.includes(order.status);
  const startHeal = heals ? await prepareHeal(found, ports) : undefined;
  // Check before the write: a step must not be freed for a run that would be rejected.
  if (!heals) await createResumption(order, { attribution }, ports.currentSequence);
  const startsGeneration = record !== undefined && wasUndone(record);
  const action = { action: 'retry', run: order.runs.length, ...attribution } as const;
  await recordDecision(found, { status: 'failed', action, startsGeneration }, ports);
  if (startHeal === undefined) return startNewRun(order, { attribution }, request, ports);
  await startHeal();
  return responseAfterHeal(found, request, ports);
}

/**
 * Returns a function that starts a heal execution of the step as defined in the current sequence, with the results of
 * the other steps.
 *
 * @throws ApiProblem `step-not-operable` if the current sequence has no such step, or the step waits for a callback: a
 *   heal ends with its call, so it would mistake the accepted request for the answer
 */
async function prepareHeal({ order, step, record, records }: FoundStep, { currentSequence, startHeal }: OperatorPorts) {
  const { sequence } = await currentSequence(order.payload);
  const current = sequence.steps.find(({ id }) => id === step.id);
  if (current === undefined)
    throw notOperable(
      `Sequence ${sequence.name} no longer has the step; it has ${sequence.steps.map(({ id }) => id).join(', ')}. Skip or complete the step instead.`,
    );
  if (current.callback !== undefined)
    throw notOperable(
      'The step waits for a callback, but no run would wait for it. Ask the other system, then complete or skip the step.',
    );
  const retries = record?.operations?.filter(({ action }) => action === 'retry').length ?? 0;
  // The failure itself started the first heal.
  const trigger = retries + 2;
  return () =>
    startHeal({
      orderId: order.id,
      run: order.runs.length,
      step: current,
      results: resultsOf(records),
      trigger,
      waitSeconds: 0,
    });
}

/** Returns 200 if the order is complete and the step has succeeded, or 202 if the heal is in progress or failed. */
async function responseAfterHeal(
  found: FoundStep,
  request: Pick<ApiRequest, 'headers' | 'invocation'>,
  ports: OperatorPorts,
): Promise<ResponseTo<Route>> {
  const seconds = waitPreference(request, {});
  const view = await viewAfterHeal(found, waitDeadline(request, seconds), ports);
  const isHealed = view.status === 'complete' && !view.degraded.includes(found.step.id);
  return {
    status: isHealed ? 200 : 202,
    headers: { ...(seconds > 0 && { 'preference-applied': `wait=${seconds}` }), location: view.links.self },
    body: view,
  };
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
