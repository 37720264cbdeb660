import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepBusy } from '../../core/errors/step-errors.ts';
import type { StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { type WaitEnd, waitEndOf } from '../order-store/operator-step-store.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { publicErrorOf } from './classify-error.ts';
import type { StepHostPorts } from './step-host-ports.ts';

/** Step statuses in which a stored answer ends the step: the call was made, and only the answer says how it ended. */
const ENDED_BY_ANSWER: readonly StepStatus[] = ['waiting', 'unknown', 'running', 'probing'];

/**
 * Ends the call of a step that waits for its callback. If an answer arrived before the call ended, it is in the step's
 * record and ends the step now; otherwise the step waits.
 *
 * @param record the step after its call
 * @throws StepBusy the answer could not be reported; the next attempt reports it from the record
 */
export async function endCallback(event: StepEvent, record: StepRecord, ports: StepHostPorts): Promise<StepAnswer> {
  if (record.answer === undefined) return { outcome: 'waiting', output: {} };
  const end = waitEndOf(record.answer);
  const ended = await endWait(event, record, end, ports);
  // A resume may have replaced the token with that of a new state.
  const token = ended.taskToken ?? event.taskToken;
  if (token !== undefined) await report(event, token, end, ports);
  return { outcome: 'waiting', output: {} };
}

/** Returns whether the record has an answer that has not ended the step yet, and no active lease. @param now ISO 8601 */
export function hasKeptAnswer(record: StepRecord, now: string): boolean {
  return record.answer !== undefined && ENDED_BY_ANSWER.includes(record.status) && !hasActiveLease(record, now);
}

/**
 * Ends a step by the answer in its record.
 *
 * @throws StepBusy the end could not be recorded, or the step has changed; the next attempt reads the record again
 * @throws PluginDeclined the answer is an error
 */
export async function endByKeptAnswer(event: StepEvent, record: StepRecord, ports: StepHostPorts): Promise<StepAnswer> {
  if (record.answer === undefined) throw new TypeError('Expected a stored answer.');
  const end = waitEndOf(record.answer);
  await endWait(event, record, end, ports);
  if (end.error !== undefined) throw publicErrorOf(end.error);
  return { outcome: 'succeeded', output: end.output ?? {} };
}

/**
 * Reports the result of a step that already has its answer to the waiting state machine.
 *
 * @throws StepBusy the result could not be reported; the next attempt reports it from the record
 */
export async function answerWaiting(event: StepEvent, answer: StepAnswer, ports: StepHostPorts): Promise<StepAnswer> {
  if (event.taskToken !== undefined && answer.outcome !== 'waiting')
    await report(event, event.taskToken, { status: 'succeeded', output: answer.output }, ports);
  return answer;
}

async function endWait(
  { orderId, step }: StepEvent,
  record: StepRecord,
  end: WaitEnd,
  { openCallbacks }: StepHostPorts,
): Promise<StepRecord> {
  const ended = await busyOnFailure(step.id, async () =>
    (await openCallbacks()).endWait({ orderId, step, record }, end),
  );
  if (ended === undefined) throw new StepBusy(`Step "${step.id}" is no longer ${record.status}. Its record decides.`);
  return ended;
}

async function report({ step }: StepEvent, taskToken: string, end: WaitEnd, { openCallbacks }: StepHostPorts) {
  await busyOnFailure(step.id, async () => (await openCallbacks()).sendTaskResult(taskToken, end));
}

/** Turns a failed report into StepBusy: the partner was already called, so only the report of the answer is retried. */
async function busyOnFailure<T>(stepId: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new StepBusy(`Could not report the answer of step "${stepId}". It is retried.`, { cause });
  }
}
