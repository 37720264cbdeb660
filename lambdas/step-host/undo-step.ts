import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { PluginTransient } from '../../core/errors/plugin-errors.ts';
import { StepRefused } from '../../core/errors/step-errors.ts';
import type { AttemptRecord, OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { traceOf } from '../../core/trace/trace-context.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { admitAttempt, partnerUnavailable } from './admit-attempt.ts';
import { wasRejected } from './attempt-history.ts';
import { attemptStep, claimStep } from './attempt-step.ts';
import { publicErrorOf } from './classify-error.ts';
import { decideStep, orderForPlugin } from './decide-step.ts';
import { findRun } from './find-run.ts';
import { busy } from './recorded-answer.ts';
import type { PluginCall } from './run-plugin.ts';
import type { StepHostPorts } from './step-host-ports.ts';
import { transientOnFailure } from './transient-on-failure.ts';

const UNDONE: StepAnswer = { outcome: 'undone', output: {} };

/**
 * Undoes the effect of a step. A step that this run has not begun is marked as undone, so that a late host cannot begin it.
 *
 * If the order is resumed, the step is a new request to the partner, with a new idempotency key.
 *
 * @throws StepBusy another host has claimed the step
 * @throws StepRefused the order is complete, or in another run
 * @throws the plugin's error, by its name
 */
export async function undoStep(plugin: Plugin, event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const order = await transientOnFailure(() => findRun(event, ports.orders));
  if (order.status === 'complete')
    throw new StepRefused(`Order ${order.id} is complete: its steps are no longer undone.`);
  await admitAttempt(event, 'undo', ports);
  const claimed = await claimStep(event, 'undo', ports);
  if (claimed === undefined) return answerFromRecord(event, ports);
  const call = await callOf(plugin, event, claimed, order);
  const planned = { claimed, payload: order.payload, trace: traceOf(order), order: () => orderForPlugin(order), call };
  const rules = {
    ending: ({ error }: AttemptRecord) =>
      error === undefined ? { status: 'undone' as const, startsGeneration: true } : { status: 'undo-failed' as const },
    notRecorded: (_: AttemptRecord, cause: unknown) =>
      new PluginTransient('The result of the undo could not be recorded. The undo is repeated.', {
        code: 'result_not_recorded',
        cause,
      }),
  };
  const { attempt, isOpen } = await attemptStep(plugin, event, planned, rules, ports);
  if (isOpen && attempt.error?.name === 'PluginTransient') throw partnerUnavailable(attempt.error);
  if (attempt.error !== undefined) throw publicErrorOf(attempt.error);
  return UNDONE;
}

/** The plugin sees the same part of the order as when it ran. */
async function callOf(plugin: Plugin, event: StepEvent, claimed: StepRecord, order: OrderRecord): Promise<PluginCall> {
  const decision = await decideStep(event, orderForPlugin(order)).catch(() => undefined);
  const selected = decision?.run ? { order: decision.order } : {};
  const known = { output: claimed.output, wasRejected: wasRejected(claimed) };
  return async (context) => {
    await plugin.compensate?.({ ...context, ...selected, ...known });
    return { outcome: 'succeeded' };
  };
}

async function answerFromRecord(event: StepEvent, { steps, now }: StepHostPorts): Promise<StepAnswer> {
  const { orderId, run, step } = event;
  const record = await transientOnFailure(() => steps.get(orderId, step.id));
  if (record?.status === 'undone' && record.run === run) return UNDONE;
  // A step that an operator skipped does not run, now or after a resume.
  if (record?.status === 'skipped' && record.completedBy !== undefined) return UNDONE;
  if (record !== undefined && hasActiveLease(record, now().toISOString())) throw busy(record);
  const at = now().toISOString();
  const reason = 'The run was undone before the step began.';
  const marked = await transientOnFailure(() => steps.markUndone({ orderId, run, step, now: at, reason }));
  if (!marked)
    throw new PluginTransient(`Step "${step.id}" changed after it was read.`, {
      code: 'step_changed',
    });
  return UNDONE;
}
