import type { OrderRecord, RunStep, StepRecord } from '../../core/order/order-record.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import type { CurrentSequence } from '../order-runs/current-sequence.ts';
import { resultsOf } from '../order-runs/undo-steps.ts';
import type { OrderWithSteps } from '../order-store/order-store.ts';
import type { ExecutionState } from '../step-functions.ts';
import { type CompleteOrderPorts, createCompleteOrder } from './complete-order.ts';
import type { OutcomeEvent, ReportedFailure } from './outcome-event.ts';

/** What became of an order whose execution had ended: what was written, or `known` when there was nothing to write. */
export type AbnormalEnd = 'failed' | 'held' | 'degraded' | 'known';

/** What settling works with. */
export interface RecordAbnormalEndPorts extends Omit<CompleteOrderPorts, 'marksUnpublished'> {
  readonly currentSequence: CurrentSequence;
}

/** Settles an order whose execution has ended without writing down how. */
export type RecordAbnormalEnd = (orderId: string, run: number, ending: ExecutionState) => Promise<AbnormalEnd>;

/** The states that leave open whether the partner has acted. */
const UNCERTAIN: readonly StepStatus[] = ['running', 'waiting', 'unknown', 'probing', 'undoing', 'undo-failed'];

const DONE: readonly StepStatus[] = ['succeeded', 'skipped'];

/**
 * Writes down the end of a run whose execution is over and whose order does not know: aborted, timed out, failed on its
 * way to `Fail order`, or gone.
 *
 * - A critical step may have had its effect, or all have: the order is held, since only a person can tell.
 * - Else the order has failed, with the error of the step's record or, without one, the story of the execution.
 * - The order was complete already: its post-process steps that did not end are noted as degraded and healed, as far as
 *   today's sequence has them.
 *
 * Each write is conditional on the order's status and run, as those of the state machines are: whoever comes second
 * changes nothing. It marks the order as having events to publish until they are published: should the function end before
 * that, the sweeper publishes them. The heals of a complete order are started by whoever settles it again.
 */
export function createRecordAbnormalEnd(ports: RecordAbnormalEndPorts): RecordAbnormalEnd {
  const completeOrder = createCompleteOrder({ ...ports, marksUnpublished: true });
  return async (orderId, run, ending) => {
    const found = await ports.orders.getWithSteps(orderId);
    if (found === undefined || found.order.runs.length !== run) return 'known';
    const { order, steps } = found;
    if (order.status === 'complete') return degrade(found, ending, completeOrder, ports);
    if (order.status !== 'submitted' && order.status !== 'processing') return 'known';
    const event = endOf(order, steps, ending);
    const { status } = await completeOrder(event);
    return status === 'failed' || status === 'held' ? status : 'known';
  };
}

async function degrade(
  { order, steps }: OrderWithSteps,
  ending: ExecutionState,
  completeOrder: ReturnType<typeof createCompleteOrder>,
  { currentSequence }: RecordAbnormalEndPorts,
): Promise<AbnormalEnd> {
  // Those that are noted already are noted again: whoever did so may have ended before the heal was started.
  const unfinished = stepsOf(order, 'postProcess').filter(({ id }) => !DONE.includes(statusOf(steps, id)));
  if (ending.status === 'SUCCEEDED' || unfinished.length === 0) return 'known';
  const { sequence } = await currentSequence(order.payload);
  const healable = sequence.steps.filter(({ id }) => unfinished.some((step) => step.id === id));
  for (const step of healable) {
    const failure = failureOf(order, recordOf(steps, step.id), step.id, ending);
    const heal = { step, results: { ...resultsOf(steps) } };
    await completeOrder({ action: 'note-failure', orderId: order.id, run: order.runs.length, failure, heal });
  }
  return healable.every(({ id }) => order.degraded.includes(id)) ? 'known' : 'degraded';
}

/** What is to be written of a run that got no further than its process phase; only critical steps decide. */
function endOf(order: OrderRecord, steps: readonly StepRecord[], ending: ExecutionState): OutcomeEvent {
  const process = stepsOf(order, 'process');
  const critical = process.filter((step) => step.critical);
  const isOpen = ({ id }: RunStep) => !DONE.includes(statusOf(steps, id));
  const uncertain = critical.find(({ id }) => UNCERTAIN.includes(statusOf(steps, id)));
  const decisive = (uncertain ?? critical.find(isOpen))?.id;
  const run = { orderId: order.id, run: order.runs.length };
  if (decisive !== undefined) {
    const failure = failureOf(order, recordOf(steps, decisive), decisive, ending);
    return { action: uncertain === undefined ? 'fail' : 'hold', ...run, failure };
  }
  // Nothing that the order needs has failed: a step only tells how far the run had come, and its own error is not why.
  const reached = process.find((each) => isOpen(each) && !order.degraded.includes(each.id)) ?? process.at(-1);
  const step = reached?.id ?? 'complete-order';
  return { action: 'hold', ...run, failure: endedWith(recordOf(steps, step), step, ending) };
}

/** The recorded error of the step's last attempt in this run, else what is known of the execution. */
function failureOf(
  order: OrderRecord,
  record: StepRecord | undefined,
  step: string,
  ending: ExecutionState,
): ReportedFailure {
  const attempt = record?.attempts.at(-1);
  if (attempt?.run === order.runs.length && attempt.error !== undefined)
    return { step, error: attempt.error.name, cause: '' };
  return endedWith(record, step, ending);
}

/** The story of the execution itself. */
function endedWith(
  record: StepRecord | undefined,
  step: string,
  { status, error, cause }: ExecutionState,
): ReportedFailure {
  const told = [error, cause].filter((text) => text !== undefined && text !== '').join(', ');
  return {
    step,
    error: 'ExecutionEnded',
    cause: `The execution of the run ended as ${status}${told === '' ? '' : ` (${told})`} while the step was ${record?.status ?? 'pending'}, and nobody wrote it down.`,
  };
}

function stepsOf(order: OrderRecord, phase: RunStep['phase']): readonly RunStep[] {
  return order.runs.at(-1)?.steps.filter((step) => step.phase === phase) ?? [];
}

function recordOf(steps: readonly StepRecord[], id: string): StepRecord | undefined {
  return steps.find((record) => record.stepId === id);
}

function statusOf(steps: readonly StepRecord[], id: string): StepStatus {
  return recordOf(steps, id)?.status ?? 'pending';
}
