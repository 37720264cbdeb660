import { canonicalJson, type JsonObject } from '../../../core/json.ts';
import type { ManualDecision } from '../../../core/order/order-record.ts';
import type { OperatorDecision } from '../../order-store/operator-step-store.ts';
import type { ApiRequest, ResponseTo, RouteRequest } from '../api-request.ts';
import { orderView } from '../order-view.ts';
import { clearDegraded } from './clear-degraded.ts';
import { checkOperable, type FoundStep, findStep, isDegraded, notOperable, type StepRequest } from './find-step.ts';
import { attributionOf, type OperatorPorts } from './operator-ports.ts';

type SkipRoute = 'POST /orders/{id}/steps/{step}/skip';
type CompleteRoute = 'POST /orders/{id}/steps/{step}/complete';

/** Skips a step: the next run does not call its plugin. */
export function skipStep(request: RouteRequest<SkipRoute>, ports: OperatorPorts): Promise<ResponseTo<SkipRoute>> {
  return skipOrComplete(request, { action: 'skip', reason: request.body.reason }, ports);
}

/** Completes a step with the given output. */
export function completeStep(
  request: RouteRequest<CompleteRoute>,
  ports: OperatorPorts,
): Promise<ResponseTo<CompleteRoute>> {
  return skipOrComplete(request, { action: 'complete', ...request.body }, ports);
}

/**
 * Makes an operator's decision the final result of a step. A failed or held order is resumed by a separate request.
 *
 * A degraded order takes two writes. If a request fails between them, a repeat makes the second one.
 */
async function skipOrComplete(
  request: StepRequest & Pick<ApiRequest, 'caller'>,
  { action, reason, output }: { action: 'skip' | 'complete'; reason: string; output?: JsonObject },
  ports: OperatorPorts,
): Promise<ResponseTo<SkipRoute | CompleteRoute>> {
  const found = await findStep(request, ports.orders);
  const attribution = attributionOf(request, reason, ports.now());
  const decision: OperatorDecision = {
    action: { action, run: found.order.runs.length, ...attribution },
    completedBy: attribution,
    ...(output === undefined ? { status: 'skipped', skipped: `Operator: ${reason}` } : { status: 'succeeded', output }),
  };
  const earlier = sameDecision(found, decision);
  if (earlier === undefined) {
    checkOperable(found, action, attribution.at);
    await recordDecision(found, decision, ports);
  }
  const data = { by: action, reason: earlier?.reason ?? reason };
  if (isDegraded(found) && !(await clearDegraded(found, data, attribution.at, ports)))
    throw notOperable(
      'The decision is recorded, but the order kept changing and is still degraded. Send the request again.',
    );
  const current = await ports.orders.getWithSteps(found.order.id);
  return { status: 200, body: orderView(current?.order ?? found.order, current?.steps ?? found.records) };
}

/** Returns who made the same decision before, if the order still lacks the step; otherwise undefined. */
function sameDecision(found: FoundStep, { status, output = {} }: OperatorDecision): ManualDecision | undefined {
  const { record } = found;
  const isSame = record?.status === status && canonicalJson(record.output ?? {}) === canonicalJson(output);
  return isSame && isDegraded(found) ? record.completedBy : undefined;
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
