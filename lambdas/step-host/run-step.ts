import { encodeError } from '../../blueprint/wire/error.ts';
import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { KEY_EXPIRED, PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import { PluginRetryLater, StepBusy, StepNeedsProbe } from '../../core/errors/step-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AttemptError, AttemptRecord, OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { traceOf } from '../../core/trace/trace-context.ts';
import { endLostAttempt } from '../order-runs/end-lost-attempt.ts';
import { hasActiveLease } from '../order-store/step-state.ts';
import { admitAttempt, partnerUnavailable } from './admit-attempt.ts';
import { LOST_EARLIER, stepAfter } from './attempt-history.ts';
import { attemptStep, claimStep } from './attempt-step.ts';
import { endByKeptAnswer, endCallback, hasKeptAnswer } from './callback-step.ts';
import { publicErrorOf } from './classify-error.ts';
import { decideStep, orderForPlugin, type StepDecision } from './decide-step.ts';
import { beginRun } from './find-run.ts';
import { repeatRefusal } from './key-lifetime.ts';
import { ABANDONED, recordedAnswer } from './recorded-answer.ts';
import { endingError } from './retry-later.ts';
import { checkOutput, type PluginCall } from './run-plugin.ts';
import type { StepHostPorts } from './step-host-ports.ts';
import { transientOnFailure } from './transient-on-failure.ts';

/**
 * Runs a step: reads the order, evaluates `when` and `select`, claims the step, calls the plugin within its time limit
 * and records the outcome. One read and two writes.
 */
export async function runStep(plugin: Plugin, event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const order = await transientOnFailure(() => beginRun(event, ports.orders, ports.now()));
  return runOnce(plugin, event, 'run', order, ports);
}

/**
 * Makes one attempt to run a step. The order is in the step's phase, or continues without the step.
 *
 * @throws StepNeedsProbe an earlier attempt may have had the effect, and the partner may no longer recognise the repeat
 */
export async function runOnce(
  plugin: Plugin,
  event: StepEvent,
  kind: 'run' | 'heal',
  order: OrderRecord,
  ports: StepHostPorts,
): Promise<StepAnswer> {
  const decision = await decideStep(event, orderForPlugin(order)).catch((error: unknown) => ({ error }));
  if ('run' in decision && !decision.run) return skip(event, decision.reason, ports);
  if (kind === 'run') await admitAttempt(event, kind, ports);
  const claimed = await claimStep(event, kind, ports);
  if (claimed === undefined) return answerFromRecord(event, ports);

  const refusal = repeatRefusal(plugin, event, claimed);
  const call = refusal === undefined ? callOf(plugin, event) : () => Promise.reject(refusal);
  const planned = { claimed, payload: order.payload, trace: traceOf(order), order: () => orderOf(decision), call };
  const rules = { notRecorded, ending: (ended: AttemptRecord) => stepAfter(claimed, ended) };
  const { attempt, output, record, isOpen } = await attemptStep(plugin, event, planned, rules, ports);
  // The stored answer says how a call without a reply ended.
  if (record.status === 'unknown' && record.answer !== undefined) return endByKeptAnswer(event, record, ports);
  if (attempt.error?.code === KEY_EXPIRED) throw new StepNeedsProbe(encodeError(attempt.error));
  if (attempt.error !== undefined) {
    const error = errorOf(attempt.error, record, event, kind);
    // Retries of a call that cannot succeed now would cost a transition each.
    throw isOpen && kind === 'run' && error.name === 'PluginTransient' ? partnerUnavailable(attempt.error) : error;
  }
  if (attempt.outcome === 'waiting') return endCallback(event, record, ports);
  return { outcome: 'succeeded', output: output ?? {} };
}

/** After the call, a step with a callback waits for its answer. */
function callOf(plugin: Plugin, { taskToken }: StepEvent): PluginCall {
  const outcome = taskToken === undefined ? 'succeeded' : 'waiting';
  return async (context) => ({ outcome, output: checkOutput((await plugin.run(context)).output) });
}

function errorOf(error: AttemptError, record: StepRecord, event: StepEvent, kind: 'run' | 'heal'): Error {
  const ending = endingError(error, record, event, kind);
  const isOwn = record.status !== 'unknown' || ending.name === LOST_EARLIER.name || ending instanceof PluginRetryLater;
  return isOwn ? ending : publicErrorOf(LOST_EARLIER);
}

function notRecorded({ error }: StepRecord['attempts'][0], cause: unknown): Error {
  if (error !== undefined) return publicErrorOf(error);
  return new PluginOutcomeUnknown('The step succeeded, but its result could not be recorded.', {
    code: 'result_not_recorded',
    cause,
  });
}

async function skip(event: StepEvent, reason: string, ports: StepHostPorts): Promise<StepAnswer> {
  const { orderId, run, step } = event;
  const skipped = await transientOnFailure(() =>
    ports.steps.skip({ orderId, run, step, now: ports.now().toISOString(), reason }),
  );
  return skipped ? { outcome: 'skipped', output: {} } : answerFromRecord(event, ports);
}

async function answerFromRecord(event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const { orderId, run, step, taskToken } = event;
  const record = await transientOnFailure(() => ports.steps.get(orderId, step.id));
  if (record === undefined) throw new StepBusy(`Step "${step.id}" has no record yet.`);
  const now = ports.now().toISOString();
  if (hasKeptAnswer(record, now)) return endByKeptAnswer(event, record, ports);
  if (record.status === 'waiting' && taskToken !== undefined) {
    const waits = await transientOnFailure(() => ports.steps.replaceTaskToken({ orderId, run, step, taskToken }));
    if (waits) return { outcome: 'waiting', output: {} };
  }
  if (record.status === 'running' && !hasActiveLease(record, now)) {
    await endLostAttempt(ports.steps, orderId, record, ABANDONED);
    throw publicErrorOf(ABANDONED);
  }
  return recordedAnswer(record, now);
}

function orderOf(decision: StepDecision | { readonly error: unknown }): JsonObject {
  if ('error' in decision) throw decision.error;
  if (!decision.run) throw new TypeError('Expected a step that runs.');
  return decision.order;
}
