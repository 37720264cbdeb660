import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepBusy } from '../../core/errors/step-errors.ts';
import type { StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import type { WaitEnd } from '../order-store/operator-step-store.ts';
import { waitEndOf } from '../order-store/operator-step-store.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { publicErrorOf } from './classify-error.ts';
import type { StepHostPorts } from './step-host-ports.ts';

/** The states in which a kept answer ends the step: its call was made, and nobody else says what became of it. */
const ENDED_BY_ANSWER: readonly StepStatus[] = ['waiting', 'unknown', 'running', 'probing'];

/**
 * Ends the call of a step that waits for its callback. An answer that came before the call ended was kept in the
 * step's record, and is the answer; else the step waits.
 *
 * @param record the step once its call has ended
 * @throws StepBusy the answer could not be passed on: the next attempt takes it from the record
 */
export async function endCallback(event: StepEvent, record: StepRecord, ports: StepHostPorts): Promise<StepAnswer> {
  if (record.answer === undefined) return { outcome: 'waiting', output: {} };
  const end = waitEndOf(record.answer);
  const ended = await endWait(event, record, end, ports);
  // A resume may have put the token of a new state in place of this one's.
  const token = ended.taskToken ?? event.taskToken;
  if (token !== undefined) await tell(event, token, end, ports);
  return { outcome: 'waiting', output: {} };
}

/** Whether an answer was kept that the step has not been ended by, and no host is at work on it. @param now ISO 8601 */
export function hasKeptAnswer(record: StepRecord, now: string): boolean {
  return record.answer !== undefined && ENDED_BY_ANSWER.includes(record.status) && !hasActiveLease(record, now);
}

/**
 * Ends a step by the answer that an earlier attempt left in its record, and answers so.
 *
 * @throws StepBusy it could not be written down, or the step has changed: the next attempt reads the record again
 * @throws PluginDeclined the answer is an error
 */
export async function endByKeptAnswer(event: StepEvent, record: StepRecord, ports: StepHostPorts): Promise<StepAnswer> {
  if (record.answer === undefined) throw new TypeError('Expected a kept answer.');
  const end = waitEndOf(record.answer);
  await endWait(event, record, end, ports);
  if (end.error !== undefined) throw publicErrorOf(end.error);
  return { outcome: 'succeeded', output: end.output ?? {} };
}

/**
 * Tells the state machine that waits of a step that has its answer already: nobody else would.
 *
 * @throws StepBusy it could not be told: the next attempt tells it what the record says
 */
export async function answerWaiting(event: StepEvent, answer: StepAnswer, ports: StepHostPorts): Promise<StepAnswer> {
  if (event.taskToken !== undefined && answer.outcome !== 'waiting')
    await tell(event, event.taskToken, { status: 'succeeded', output: answer.output }, ports);
  return answer;
}

async function endWait(
  { orderId, step }: StepEvent,
  record: StepRecord,
  end: WaitEnd,
  { openCallbacks }: StepHostPorts,
): Promise<StepRecord> {
  const ended = await orBusy(step.id, async () => (await openCallbacks()).endWait({ orderId, step, record }, end));
  if (ended === undefined)
    throw new StepBusy(
      `Expected step "${step.id}" to be ${record.status} still, found that it has changed. Its record decides.`,
    );
  return ended;
}

async function tell({ step }: StepEvent, taskToken: string, end: WaitEnd, { openCallbacks }: StepHostPorts) {
  await orBusy(step.id, async () => (await openCallbacks()).sendTaskResult(taskToken, end));
}

/** The call was made, so that nothing but its answer is left to pass on: the step is tried again until it is. */
async function orBusy<T>(stepId: string, pass: () => Promise<T>): Promise<T> {
  try {
    return await pass();
  } catch (cause) {
    throw new StepBusy(
      `Expected to pass on the answer of step "${stepId}", found that AWS did not take it. It is tried again.`,
      { cause },
    );
  }
}
