import { canonicalJson, type JsonObject } from '../../../core/json.ts';
import type { OperatorMark } from '../../../core/order/order-record.ts';
import type { OperatorDecision } from '../../order-store/operator-step-store.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { orderView } from '../order-view.ts';
import { parseBody } from '../parse-request.ts';
import { checkOperable, isDegraded } from './check-operable.ts';
import { endDegraded } from './end-degraded.ts';
import { type FoundStep, findStep } from './find-step.ts';
import { operatorMark } from './operator-mark.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { completeBodySchema, reasonBodySchema } from './request-bodies.ts';

/** Answers `POST /orders/{id}/steps/{step}/skip`: the next run passes the step over. */
export async function skipStep(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { reason } = parseBody(reasonBodySchema, request);
  return settleStep(request, 'skip', reason, undefined, ports);
}

/** Answers `POST /orders/{id}/steps/{step}/complete`: the step counts as done, with the given output. */
export async function completeStep(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { reason, output } = parseBody(completeBodySchema, request);
  return settleStep(request, 'complete', reason, output, ports);
}

/**
 * Makes an operator's word the final answer of a step. A failed or held order is resumed by a request of its own.
 *
 * Of a degraded order these are two writes. A repeat of a request that ended between them makes the second one.
 */
async function settleStep(
  request: ApiRequest,
  action: 'skip' | 'complete',
  reason: string,
  output: JsonObject | undefined,
  ports: OperatorPorts,
): Promise<ApiAnswer> {
  const found = await findStep(request, ports.orders);
  const mark = operatorMark(request, reason, ports.now());
  const decision: OperatorDecision = {
    action: { action, run: found.order.runs.length, ...mark },
    completedBy: mark,
    ...(output === undefined ? { status: 'skipped', skipped: `Operator: ${reason}` } : { status: 'succeeded', output }),
  };
  const first = sameDecision(found, decision);
  if (first === undefined) {
    checkOperable(found, action, mark.at);
    await decide(found, decision, ports);
  }
  const said = { by: action, reason: first?.reason ?? reason };
  if (isDegraded(found) && !(await endDegraded(found, said, mark.at, ports)))
    throw new ApiProblem(
      'step-not-operable',
      'Expected the order to stay as it was read, found that it keeps changing. The step is decided: send the same again.',
    );
  const current = await ports.orders.getWithSteps(found.order.id);
  return { status: 200, body: orderView(current?.order ?? found.order, current?.steps ?? found.records) };
}

/** Who decided the same before, of a step without which its order still goes on; undefined when nobody did. */
function sameDecision(found: FoundStep, { status, output = {} }: OperatorDecision): OperatorMark | undefined {
  const { record } = found;
  const isSame = record?.status === status && canonicalJson(record.output ?? {}) === canonicalJson(output);
  return isSame && isDegraded(found) ? record.completedBy : undefined;
}

/**
 * Writes what an operator decided on a step.
 *
 * @throws ApiProblem `step-not-operable` the step has changed since it was read
 */
export async function decide(
  { order, step, record }: FoundStep,
  decision: OperatorDecision,
  { operatorSteps }: OperatorPorts,
): Promise<void> {
  if (!(await operatorSteps.decide({ orderId: order.id, step, record }, decision)))
    throw new ApiProblem(
      'step-not-operable',
      `Expected the step to be ${record?.status ?? 'pending'} still, found that it has changed: look at it again.`,
    );
}
