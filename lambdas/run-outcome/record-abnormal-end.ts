import type { FailureReport, ReportedFailure } from '../../blueprint/wire/outcome-event.ts';
import type { OrderRecord, RunStep, StepRecord } from '../../core/order/order-record.ts';
import { isAtRest } from '../../core/order/order-status.ts';
import type { StepStatus } from '../../core/order/step-status.ts';
import { createMarkedOutbox } from '../order-events/outbox.ts';
import type { PublishEvents } from '../order-events/publish-events.ts';
import type { CurrentSequence } from '../order-runs/current-sequence.ts';
import type { OrderWithSteps } from '../order-store/order-store.ts';
import { resultsOf } from '../order-store/step-state.ts';
import type { ExecutionState } from '../step-functions.ts';
import { EXECUTION_ENDED, recordFailure } from './record-failure.ts';
import type { RecordPorts } from './record-ports.ts';

/** What was recorded for an order whose execution ended. `known` means that there was nothing to record. */
export type AbnormalEnd = 'failed' | 'held' | 'degraded' | 'known';

/** Dependencies of recording an abnormal end. */
export interface RecordAbnormalEndPorts extends Omit<RecordPorts, 'outbox'> {
  readonly publishEvents: PublishEvents;
  readonly currentSequence: CurrentSequence;
}

/** Records the end of a run whose execution ended without recording it. */
export type RecordAbnormalEnd = (orderId: string, run: number, ending: ExecutionState) => Promise<AbnormalEnd>;

/** The statuses of a step that may have had its effect. */
const UNCERTAIN: readonly StepStatus[] = ['running', 'waiting', 'unknown', 'probing', 'undoing', 'undo-failed'];

const DONE: readonly StepStatus[] = ['succeeded', 'skipped'];

/**
 * Creates the function that records the end of a run whose execution was aborted, timed out, failed before `Fail order`, or
 * is gone.
 *
 * - If a critical step may have had its effect, or all critical steps succeeded, the order is held for a person to decide.
 * - Otherwise the order fails with the error of the step's record or, without one, with the end of the execution.
 * - If the order was complete, its unfinished post-process steps are recorded as degraded and healed, if the current
 *   sequence still has them.
 *
 * Like those of the state machine, each write is conditional on the order's status and run, so the second writer changes
 * nothing. It also marks the order, so that the sweeper publishes the events if this function crashes first. A repeat
 * starts the heals of a complete order again.
 */
export function createRecordAbnormalEnd(ports: RecordAbnormalEndPorts): RecordAbnormalEnd {
  const recordPorts = { ...ports, outbox: createMarkedOutbox(ports) };
  const record = (report: FailureReport) => recordFailure(report, recordPorts);
  return async (orderId, run, ending) => {
    const found = await ports.orders.getWithSteps(orderId);
    if (found === undefined || found.order.runs.length !== run) return 'known';
    // The execution may have ended between the end of its run and this.
    if (isAtRest(found.order.status)) await ports.leaveLanes(found.order);
    if (found.order.status === 'complete') {
      const reports = await degradedReports(found, ending, ports.currentSequence);
      for (const report of reports) await record(report);
      return reports.every(({ failure }) => found.order.degraded.includes(failure.step)) ? 'known' : 'degraded';
    }
    if (isAtRest(found.order.status)) return 'known';
    const { status } = (await record(endReport(found, ending))).order;
    return status === 'failed' || status === 'held' ? status : 'known';
  };
}

/** Reports the unfinished post-process steps of a complete order. */
async function degradedReports(
  { order, steps }: OrderWithSteps,
  ending: ExecutionState,
  currentSequence: CurrentSequence,
): Promise<readonly FailureReport[]> {
  // Steps that are already degraded are reported again: the first report may not have started the heal.
  const unfinished = stepsOf(order, 'postProcess').filter(({ id }) => !DONE.includes(statusOf(steps, id)));
  if (ending.status === 'SUCCEEDED' || unfinished.length === 0) return [];
  const { sequence } = await currentSequence(order.payload, order);
  return sequence.steps
    .filter(({ id }) => unfinished.some((step) => step.id === id))
    .map((step) => ({
      action: 'note-failure',
      orderId: order.id,
      run: order.runs.length,
      failure: failureOf(order, recordOf(steps, step.id), step.id, ending),
      heal: { step, results: { ...resultsOf(steps) } },
    }));
}

/** Reports the end of a run during its process phase. Only critical steps decide whether the order fails or is held. */
function endReport({ order, steps }: OrderWithSteps, ending: ExecutionState): FailureReport {
  const process = stepsOf(order, 'process');
  const critical = process.filter((step) => step.critical);
  const isUnfinished = ({ id }: RunStep) => !DONE.includes(statusOf(steps, id));
  const uncertain = critical.find(({ id }) => UNCERTAIN.includes(statusOf(steps, id)));
  const decisive = (uncertain ?? critical.find(isUnfinished))?.id;
  const run = { orderId: order.id, run: order.runs.length };
  if (decisive !== undefined) {
    const failure = failureOf(order, recordOf(steps, decisive), decisive, ending);
    return { action: uncertain === undefined ? 'fail' : 'hold', ...run, failure };
  }
  // No critical step failed. The reported step only shows how far the run got; its own error is not the reason.
  const reached = process.find((step) => isUnfinished(step) && !order.degraded.includes(step.id)) ?? process.at(-1);
  const step = reached?.id ?? 'complete-order';
  return { action: 'hold', ...run, failure: executionEnded(recordOf(steps, step), step, ending) };
}

/** Returns the error of the step's last attempt in this run or, without one, the end of the execution. */
function failureOf(
  order: OrderRecord,
  record: StepRecord | undefined,
  step: string,
  ending: ExecutionState,
): ReportedFailure {
  const attempt = record?.attempts.at(-1);
  if (attempt?.run === order.runs.length && attempt.error !== undefined)
    return { step, error: attempt.error.name, cause: '' };
  return executionEnded(record, step, ending);
}

function executionEnded(
  record: StepRecord | undefined,
  step: string,
  { status, error, cause }: ExecutionState,
): ReportedFailure {
  const reasons = [error, cause].filter((text) => text !== undefined && text !== '').join(', ');
  const reason = reasons === '' ? '' : ` (${reasons})`;
  return {
    step,
    error: EXECUTION_ENDED,
    cause: `The execution of the run ended as ${status}${reason} while the step was ${record?.status ?? 'pending'}, without recording an outcome.`,
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
