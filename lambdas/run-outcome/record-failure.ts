import {
  FUNCTION_MISSING_ERROR,
  FUNCTION_NOT_STARTED_ERRORS,
  LAMBDA_SERVICE_ERRORS,
  STATE_TIMEOUT_ERRORS,
} from '../../blueprint/error-names.ts';
import type { FailureReport } from '../../blueprint/wire/outcome-event.ts';
import { attentionAttributes } from '../../core/order/attention.ts';
import type { AttemptError, OrderRecord, StepRecord, StoredEvent } from '../../core/order/order-record.ts';
import type { FailureOutcome, StepStatus } from '../../core/order/step-status.ts';
import { endLostAttempt } from '../order-runs/end-lost-attempt.ts';
import { changeOrder, readOrder } from '../order-store/change-order.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { degradeOrder } from './degraded-steps.ts';
import { errorEvent } from './error-event.ts';
import { failureDetails, type StepFailure } from './failure-details.ts';
import type { RecordPorts } from './record-ports.ts';

/** The error of a step whose execution ended without recording an outcome. */
export const EXECUTION_ENDED = 'ExecutionEnded';

/** The event that reports each failed end of a run. */
const END_EVENTS = { failed: 'order.failed', held: 'order.held' } as const;

/** The statuses of a step that may have had its effect, however its last attempt ended. */
const MAY_HAVE_HAPPENED: readonly StepStatus[] = ['running', 'waiting', 'unknown', 'probing'];

/** Errors that say nothing about the function that claimed the step: it may still be running. */
const ERRORS_OUTSIDE_THE_FUNCTION: readonly string[] = [
  ...STATE_TIMEOUT_ERRORS,
  ...LAMBDA_SERVICE_ERRORS,
  ...FUNCTION_NOT_STARTED_ERRORS,
  FUNCTION_MISSING_ERROR,
  'StepBusy',
  'StepRefused',
  EXECUTION_ENDED,
];

/**
 * Records the failure of a step in its order: the run fails, the order is held or degraded, or an undo failed. First ends
 * an attempt that its host never finished.
 *
 * @returns the order, and the error with all known details
 * @throws OrderMissing, OrderContended, EventsNotPublished, or what the store throws
 */
export async function recordFailure(
  report: FailureReport,
  ports: RecordPorts,
): Promise<{ readonly order: OrderRecord; readonly error: AttemptError }> {
  const { orderId, run, failure: reported } = report;
  const order = await readOrder(ports.orders, orderId);
  const record = await ports.steps.get(orderId, reported.step);
  const action = report.action === 'fail' && mayHaveHappened(record) ? 'hold' : report.action;
  const failure = { order, run, record, ...failureDetails({ order, run, record, reported, action }) };
  const { error } = failure;
  if (record !== undefined && isLost(record, report, ports.now().toISOString()))
    await endLostAttempt(ports.steps, orderId, record, error);
  if (report.action === 'note-failure') return { order: await degradeOrder(failure, report.heal, ports), error };
  if (report.action === 'undo-failed') return { order: await recordUndoFailure(failure, ports), error };
  return { order: await endRun(failure, action === 'hold' ? 'held' : 'failed', ports), error };
}

/** Records that a run ended with the failure of a step: the order failed, or is held. Returns the order. */
async function endRun(
  failure: StepFailure,
  status: keyof typeof END_EVENTS,
  { orders, outbox, leaveLanes, now }: RecordPorts,
): Promise<OrderRecord> {
  const { order, run, step, error } = failure;
  const at = now().toISOString();
  const reason = { step, code: error.code, message: error.publicMessage };
  const outcome = status === 'held' ? 'unknown' : outcomeOf(error);
  const events: StoredEvent[] = [
    errorEvent(failure, { isCritical: true, occurredAt: at }),
    { type: END_EVENTS[status], occurredAt: at, run, data: { ...reason } },
  ];
  const ended = await outbox.publishWith({
    orderId: order.id,
    // A repeat may find the step changed since the first report, but still publishes the end that was recorded.
    added: { run, step, types: ['order.error', ...Object.values(END_EVENTS)] },
    async write(mark) {
      const failure = { ...reason, outcome };
      const attention = attentionAttributes({ ...order, status, failure, updatedAt: at });
      const end = { orderId: order.id, run, to: status, events, failure, attention, at };
      const after = await orders.changeStatus({ ...end, ...mark });
      return after && { before: order, after };
    },
  });
  await leaveLanes(ended, run);
  return ended;
}

/** Returns how a step ended that had no effect. */
function outcomeOf({ name }: AttemptError): FailureOutcome {
  if (name === 'PluginDeclined') return 'declined';
  return name === 'PluginTransient' ? 'transient' : 'failed';
}

/** Records that a step could not be undone, and leaves the order's status unchanged. Returns the order. */
function recordUndoFailure(failure: StepFailure, { orders, outbox, now }: RecordPorts): Promise<OrderRecord> {
  const { run, step } = failure;
  const orderId = failure.order.id;
  const at = now().toISOString();
  const { data, ...event } = errorEvent(failure, { isCritical: true, occurredAt: at });
  const events = [{ ...event, data: { ...data, undo: true } }];
  return outbox.publishWith({
    orderId,
    added: { run, step, types: [event.type] },
    write: (mark) =>
      changeOrder(orders, orderId, {
        isDue: (order) =>
          !order.events.some(
            (earlier) => earlier.run === run && earlier.data?.undo === true && earlier.data.step === step,
          ),
        write: (order) => orders.addEvents({ orderId, run, events, at, after: order.events.length, ...mark }),
      }),
  });
}

/**
 * Returns whether a step that its state machine reports as failed may have had its effect. The caught error can belong to
 * an attempt that never reached the partner, although an earlier one did.
 */
function mayHaveHappened(record: StepRecord | undefined): boolean {
  return record !== undefined && MAY_HAVE_HAPPENED.includes(record.status);
}

/** Returns whether the host that claimed the step in this run is gone: its function ended, or its lease expired. */
function isLost(record: StepRecord, { run, failure }: FailureReport, now: string): boolean {
  if (record.attempts.at(-1)?.run !== run) return false;
  return !ERRORS_OUTSIDE_THE_FUNCTION.includes(failure.error) || !hasActiveLease(record, now);
}
