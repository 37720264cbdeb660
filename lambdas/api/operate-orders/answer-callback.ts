import { canonicalJson } from '../../../core/json.ts';
import type { CallbackAnswer, StepRecord } from '../../../core/order/order-record.ts';
import { waitEndOf } from '../../order-runs/wait-end-of.ts';
import { MAX_TRIES, retryOnConflict } from '../../order-store/change-order.ts';
import type { WaitEnd } from '../../order-store/operator-step-store.ts';
import { ApiProblem } from '../api-problem.ts';
import type { ApiAnswer, ApiRequest } from '../api-request.ts';
import { parseBody } from '../parse-request.ts';
import { isDegraded } from './check-operable.ts';
import { endDegraded } from './end-degraded.ts';
import { type FoundStep, findStep } from './find-step.ts';
import type { OperatorPorts } from './operator-ports.ts';
import { callbackBodySchema } from './request-bodies.ts';

/**
 * Answers `POST /orders/{id}/steps/{step}/callback`: the other system's answer to a step that waits for it.
 *
 * The record of the step is written first and the state machine told then, so that an answer is never lost: one that
 * comes before the step waits is kept for it, and one that comes after the state machine gave up counts in the next run.
 */
export async function answerCallback(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { output, error, heartbeat } = parseBody(callbackBodySchema, request);
  if (heartbeat) return beat(request, ports);
  const answer: CallbackAnswer = error === undefined ? { output: output ?? {} } : { error };
  const status = await retryOnConflict(async () => take(await findStep(request, ports.orders), answer, ports));
  if (status !== undefined) return { status: 200, body: { step: request.pathParameters.step, status } };
  throw new ApiProblem('callback-not-expected', `The step changed during each of ${MAX_TRIES} tries. Try again.`);
}

/** Passes a sign of life on to the state machine. */
async function beat(request: ApiRequest, ports: OperatorPorts): Promise<ApiAnswer> {
  const { step, record } = await findStep(request, ports.orders);
  const { status = 'pending', taskToken } = record ?? {};
  if (status === 'waiting' && taskToken !== undefined && (await ports.sendTaskHeartbeat(taskToken)))
    return { status: 200, body: { step: step.id, status } };
  throw new ApiProblem(
    'callback-not-expected',
    `Expected a step that is waited for, found it ${status}: nobody listens.`,
  );
}

/** What became of the answer; undefined when the step has changed since it was read. */
async function take(
  found: FoundStep,
  answer: CallbackAnswer,
  ports: OperatorPorts,
): Promise<WaitEnd['status'] | 'kept' | undefined> {
  const { order, step, record } = found;
  const asRead = { orderId: order.id, step, record };
  const end = waitEndOf(answer);
  // One that came earlier was kept, and its host has not ended the step by it yet.
  if (record?.answer !== undefined && canonicalJson(record.answer) !== canonicalJson(answer)) throw alreadyAnswered();
  if (record?.status === 'waiting' || (record?.status === 'unknown' && (await waits(found, ports)))) {
    const ended = await ports.operatorSteps.endWait(asRead, end);
    if (ended?.taskToken !== undefined) await ports.sendTaskResult(ended.taskToken, end);
    if (ended !== undefined) await heal(found, end, ports);
    return ended && end.status;
  }
  if (record?.taskToken !== undefined && isSame(record, end)) {
    // The first one may have ended before it told the state machine, and the order.
    await heal(found, end, ports);
    if (await ports.sendTaskResult(record.taskToken, end)) return end.status;
    throw alreadyAnswered();
  }
  await checkEarly(found, ports);
  return (await ports.operatorSteps.keepAnswer(asRead, answer, ports.now().toISOString())) ? 'kept' : undefined;
}

/**
 * The order may have gone on without the step before the answer came. It is read once the answer is written: of an
 * order read before, one could not tell that it went on meanwhile.
 */
async function heal(found: FoundStep, { status }: WaitEnd, ports: OperatorPorts): Promise<void> {
  if (status !== 'succeeded') return;
  const order = (await ports.orders.get(found.order.id)) ?? found.order;
  const { step } = found;
  if (isDegraded({ order, step })) await endDegraded({ order, step }, {}, ports.now().toISOString(), ports);
}

/** @throws ApiProblem the step has its answer, or does not wait for one */
async function checkEarly(found: FoundStep, ports: OperatorPorts): Promise<void> {
  const { order, record } = found;
  if (record?.answer !== undefined) throw alreadyAnswered();
  const expected = await waits(found, ports);
  const status = record?.status ?? 'pending';
  if (expected && (status === 'succeeded' || status === 'declined')) throw alreadyAnswered();
  if (!expected || !['pending', 'running', 'transient', 'probing'].includes(status) || order.status === 'cancelled')
    throw new ApiProblem(
      'callback-not-expected',
      `Expected a step that waits for a callback, found ${expected ? `it ${status} in an order that is ${order.status}` : 'one that does not'}.`,
    );
}

/** Whether the step, as today's config has it, ends with a callback. */
async function waits({ order, step }: FoundStep, { currentSequence }: OperatorPorts): Promise<boolean> {
  const { sequence } = await currentSequence(order.payload);
  return sequence.steps.some(({ id, callback }) => id === step.id && callback !== undefined);
}

function alreadyAnswered(): ApiProblem {
  return new ApiProblem('callback-answered', 'Expected the first answer to this step, found that it has one.');
}

function isSame(record: StepRecord, { status, output, error }: WaitEnd): boolean {
  const recorded = record.attempts.at(-1)?.error;
  return (
    record.status === status &&
    (output === undefined || canonicalJson(record.output ?? {}) === canonicalJson(output)) &&
    (error === undefined || (recorded?.code === error.code && recorded.message === error.message))
  );
}
