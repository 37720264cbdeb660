import type { StepRecord } from '../../core/order/order-record.ts';
import { waitEndOf } from '../order-runs/wait-end-of.ts';
import type { StepAnswer, StepEvent } from './step-event.ts';
import type { StepHostPorts } from './step-host-ports.ts';

/**
 * Ends the call of a step that waits for its callback. An answer that came before the call ended was kept in the
 * step's record, and is the answer; else the step waits.
 *
 * @param record the step once its call has ended
 */
export async function endCallback(
  { orderId, step, taskToken }: StepEvent,
  record: StepRecord,
  { openCallbacks }: StepHostPorts,
): Promise<StepAnswer> {
  if (record.answer === undefined) return { outcome: 'waiting', output: {} };
  const end = waitEndOf(record.answer);
  const callbacks = await openCallbacks();
  const ended = await callbacks.endWait({ orderId, step, record }, end);
  // A resume may have put the token of a new state in place of this one's.
  const token = ended?.taskToken ?? taskToken;
  if (token !== undefined) await callbacks.answerTask(token, end);
  return { outcome: 'waiting', output: {} };
}

/** Tells the state machine that waits of a step that has its answer already: nobody else would. */
export async function answerWaiting(
  { taskToken }: StepEvent,
  answer: StepAnswer,
  { openCallbacks }: StepHostPorts,
): Promise<StepAnswer> {
  if (taskToken !== undefined && answer.outcome !== 'waiting')
    await (await openCallbacks()).answerTask(taskToken, { status: 'succeeded', output: answer.output });
  return answer;
}
