import type { OperatorMark } from '../../../core/order/order-record.ts';
import { resultsOf } from '../../order-runs/undo-steps.ts';
import { RESUMABLE } from '../../order-store/operator-store.ts';
import { wasUndone } from '../../order-store/was-undone.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { parseBody } from '../parse-request.ts';
import { waitDeadline } from '../wait-deadline.ts';
import { waitPreference } from '../wait-preference.ts';
import { checkOperable } from './check-operable.ts';
import { type FoundStep, findStep } from './find-step.ts';
import { healedView } from './healed-view.ts';
import { operatorMark } from './operator-mark.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { reasonBodySchema } from './request-bodies.ts';
import { beginNewRun, checkedResumption } from './resume-order.ts';
import { decide } from './settle-step.ts';

/**
 * Answers `POST /orders/{id}/steps/{step}/retry`: the step is tried again at once, whatever its outcome was. The operator
 * has made sure that another attempt does no harm: for a step whose outcome is unknown, nobody else can. After an undo,
 * also one that failed, that attempt is a new request to the partner, with a new idempotency key.
 *
 * Of a failed or held order, by a new run; of an order that went on without the step, by a heal execution. The
 * answer waits for either as long as `Prefer: wait=N` says.
 */
export async function retryStep(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { reason } = parseBody(reasonBodySchema, request);
  const found = await findStep(request, ports.orders);
  const mark = operatorMark(request, reason, ports.now());
  checkOperable(found, 'retry', mark.at);
  const heals = !RESUMABLE.includes(found.order.status);
  const start = heals ? await healNow(found, ports) : undefined;
  // A step is not freed for a run that would be refused.
  if (!heals) await checkedResumption(found.order, { mark }, ports);
  const startsGeneration = found.record !== undefined && wasUndone(found.record);
  const action = { action: 'retry', run: found.order.runs.length, ...mark } as const;
  await decide(found, { status: 'failed', action, startsGeneration }, ports);
  return start === undefined ? resume(found, mark, request, ports) : answerAfter(start, found, request, ports);
}

async function resume({ order }: FoundStep, mark: OperatorMark, request: ApiRequest, ports: OperatorPorts) {
  return beginNewRun(order, { mark }, request, ports);
}

/**
 * Makes the start of a heal execution of today's step, with the results of the other steps.
 *
 * @throws ApiProblem `step-not-operable` today's sequence has no such step, or has it wait for a callback: a heal ends
 * with its call, so that it would take an accepted request for the answer
 */
async function healNow({ order, step, record, records }: FoundStep, { currentSequence, startHeal }: OperatorPorts) {
  const { sequence } = await currentSequence(order.payload);
  const today = sequence.steps.find(({ id }) => id === step.id);
  if (today === undefined)
    throw new ApiProblem(
      'step-not-operable',
      `Expected sequence ${sequence.name} of today's config to have the step, found ${sequence.steps.map(({ id }) => id).join(', ')}: skip or complete it instead.`,
    );
  if (today.callback !== undefined)
    throw new ApiProblem(
      'step-not-operable',
      'Expected a step that ends with its call, found one that waits for a callback, for which no run would wait any more: ask the other system, then complete or skip it.',
    );
  const retries = record?.operations?.filter(({ action }) => action === 'retry').length ?? 0;
  // The failure itself started the first one.
  const trigger = retries + 2;
  return () =>
    startHeal({
      orderId: order.id,
      run: order.runs.length,
      step: today,
      results: resultsOf(records),
      trigger,
      waitSeconds: 0,
    });
}

/** 200 once the order is complete and has the step; 202 while the heal is under way, or when it did not help. */
async function answerAfter(start: () => Promise<void>, found: FoundStep, request: ApiRequest, ports: OperatorPorts) {
  await start();
  const seconds = waitPreference(request, {});
  const view = await healedView(found, waitDeadline(request, seconds), ports);
  return {
    status: view.status === 'complete' && !view.degraded.includes(found.step.id) ? 200 : 202,
    headers: { ...(seconds > 0 && { 'preference-applied': `wait=${seconds}` }), location: view.links.self },
    body: view,
  };
}
