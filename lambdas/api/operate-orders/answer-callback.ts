import { canonicalJson } from '../../../core/json.ts';
import type { CallbackAnswer, OrderRecord } from '../../../core/order/order-record.ts';
import { maskWritten } from '../../../core/redact/mask-personal.ts';
import { MAX_TRIES, retryOnConflict } from '../../order-store/change-order.ts';
import { endedWith, type WaitEnd, waitEndOf } from '../../order-store/operator-step-store.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ResponseTo, RouteRequest } from '../api-request.ts';
import { clearDegraded } from './clear-degraded.ts';
import { type FoundStep, findStep, isDegraded, type StepRequest } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';

type Route = 'POST /orders/{id}/steps/{step}/callback';

/**
 * Accepts another system's answer to a step that waits for a callback.
 *
 * The step is written before the state machine is notified, so that no answer is lost. An answer that arrives before
 * the step waits is kept for it; one that arrives after the state machine gave up counts in the next run.
 */
export async function answerCallback(request: RouteRequest<Route>, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const { output, error, heartbeat } = request.body;
  if (heartbeat) return sendHeartbeat(request, ports);
  const answer: CallbackAnswer = error === undefined ? { output: output ?? {} } : { error };
  const status = await retryOnConflict(async () => {
    const found = await findStep(request, ports.orders);
    return accept(found, maskedAnswer(answer, found.order), ports);
  });
  if (status !== undefined) return { status: 200, body: { step: request.pathParameters.step, status } };
  throw new ApiProblem('callback-not-expected', `The step changed during each of ${MAX_TRIES} tries. Try again.`);
}

/** Customers read the message of an error, and events carry it. */
function maskedAnswer(answer: CallbackAnswer, { payload }: OrderRecord): CallbackAnswer {
  if ('output' in answer) return answer;
  return { error: { ...answer.error, message: maskWritten(answer.error.message, payload) } };
}

async function sendHeartbeat(request: StepRequest, ports: OperatorPorts): Promise<ResponseTo<Route>> {
  const { step, record } = await findStep(request, ports.orders);
  const { status = 'pending', taskToken } = record ?? {};
  if (status === 'waiting' && taskToken !== undefined && (await ports.sendTaskHeartbeat(taskToken)))
    return { status: 200, body: { step: step.id, status } };
  throw new ApiProblem(
    'callback-not-expected',
    status === 'waiting'
      ? `Step ${JSON.stringify(step.id)} was waiting for a callback, but its run has stopped waiting.`
      : `Step ${JSON.stringify(step.id)} is ${status}; it is not waiting for a callback.`,
  );
}

/** Returns how the answer was recorded; undefined if the step has changed since it was read. */
async function accept(
  found: FoundStep,
  answer: CallbackAnswer,
  ports: OperatorPorts,
): Promise<WaitEnd['status'] | 'kept' | undefined> {
  const { order, step, record } = found;
  const asRead = { orderId: order.id, step, record };
  const end = waitEndOf(answer);
  // An earlier answer was kept, and the host has not ended the step with it yet.
  if (record?.answer !== undefined && canonicalJson(record.answer) !== canonicalJson(answer)) throw alreadyAnswered();
  if (record?.status === 'waiting' || (record?.status === 'unknown' && (await waitsForCallback(found, ports)))) {
    const ended = await ports.operatorSteps.endWait(asRead, end);
    if (ended?.taskToken !== undefined) await ports.sendTaskResult(ended.taskToken, end);
    if (ended !== undefined) await clearIfDegraded(found, end, ports);
    return ended && end.status;
  }
  if (record?.taskToken !== undefined && endedWith(record, end)) {
    // The first request may have failed before it notified the state machine and changed the order.
    await clearIfDegraded(found, end, ports);
    if (await ports.sendTaskResult(record.taskToken, end)) return end.status;
    throw alreadyAnswered();
  }
  await checkEarly(found, ports);
  return (await ports.operatorSteps.keepAnswer(asRead, answer, ports.now().toISOString())) ? 'kept' : undefined;
}

/**
 * Clears a succeeded step from the order's degraded steps. The order may have continued without the step before the
 * answer arrived, so it is read again after the answer is written: an earlier read could have missed that.
 */
async function clearIfDegraded(found: FoundStep, { status }: WaitEnd, ports: OperatorPorts): Promise<void> {
  if (status !== 'succeeded') return;
  const order = (await ports.orders.get(found.order.id)) ?? found.order;
  const { step } = found;
  if (isDegraded({ order, step })) await clearDegraded({ order, step }, {}, ports.now().toISOString(), ports);
}

/** @throws ApiProblem if the step already has an answer, or does not wait for one */
async function checkEarly(found: FoundStep, ports: OperatorPorts): Promise<void> {
  const { order, step, record } = found;
  if (record?.answer !== undefined) throw alreadyAnswered();
  const isExpected = await waitsForCallback(found, ports);
  const status = record?.status ?? 'pending';
  if (isExpected && (status === 'succeeded' || status === 'declined')) throw alreadyAnswered();
  if (!isExpected)
    throw new ApiProblem('callback-not-expected', `Step ${JSON.stringify(step.id)} does not wait for a callback.`);
  if (!['pending', 'running', 'transient', 'probing'].includes(status) || order.status === 'cancelled')
    throw new ApiProblem(
      'callback-not-expected',
      `Step ${JSON.stringify(step.id)} is ${status} and its order is ${order.status}; it is not waiting for a callback.`,
    );
}

/** Returns whether the step waits for a callback in the current sequence. */
async function waitsForCallback({ order, step }: FoundStep, { currentSequence }: OperatorPorts): Promise<boolean> {
  const { sequence } = await currentSequence(order.payload, order);
  return sequence.steps.some(({ id, callback }) => id === step.id && callback !== undefined);
}

function alreadyAnswered(): ApiProblem {
  return new ApiProblem('callback-answered', 'The step already has an answer. Only the first answer counts.');
}
