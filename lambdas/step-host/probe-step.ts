import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { EFFECT_UNCONFIRMED, PluginFailed } from '../../core/errors/plugin-errors.ts';
import { StepNotApplied, StepStillUnknown } from '../../core/errors/step-errors.ts';
import type { AttemptRecord, OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { traceOf } from '../../core/trace/trace-context.ts';
import { hasActiveLease, wasUndone } from '../order-store/step-state.ts';
import { admitAttempt, partnerUnavailable } from './admit-attempt.ts';
import { lastSent } from './attempt-history.ts';
import { attemptStep, claimStep } from './attempt-step.ts';
import { endByKeptAnswer } from './callback-step.ts';
import { publicErrorOf } from './classify-error.ts';
import { decideStep, orderForPlugin } from './decide-step.ts';
import { beginRun, findAskedRun } from './find-run.ts';
import { leaseMs } from './lease.ts';
import { busy, recordedAnswer } from './recorded-answer.ts';
import { checkOutput, type PluginCall } from './run-plugin.ts';
import type { StepHostPorts } from './step-host-ports.ts';
import { transientOnFailure } from './transient-on-failure.ts';

/** How often in a run a probe may find that a step had no effect before the step fails. */
const MAX_NOT_APPLIED = 3;

/**
 * Finds out whether a step whose outcome is unknown had its effect, in its run or for an operator.
 *
 * @throws StepNotApplied it had none: the step may run again
 * @throws StepStillUnknown the partner cannot tell yet
 * @throws StepBusy another host has claimed the step, or an answer could not be recorded
 * @throws PluginDeclined, PluginFailed the record says that the step failed, or too many probes found no effect
 */
export async function probeStep(plugin: Plugin, event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const order = await transientOnFailure(() =>
    event.asked ? findAskedRun(event, ports.orders) : beginRun(event, ports.orders, ports.now()),
  );
  return probeOnce(plugin, event, order, ports);
}

/** Probes a step once. The order is in the step's phase, or continues without the step. */
export async function probeOnce(
  plugin: Plugin,
  event: StepEvent,
  order: OrderRecord,
  ports: StepHostPorts,
): Promise<StepAnswer> {
  // A person who asks wants an answer, whatever earlier calls say about the connection.
  if (!event.asked) await admitAttempt(event, 'probe', ports);
  const claimed = await claimStep(event, 'probe', ports);
  if (claimed === undefined) return answerFromRecord(event, ports);
  const planned = {
    claimed,
    payload: order.payload,
    trace: traceOf(order),
    order: () => orderForPlugin(order),
    call: await callOf(plugin, event, claimed, order, ports),
  };
  const rules = {
    // A failed probe leaves the outcome unknown.
    outcome: ({ error, outcome }: AttemptRecord) => (error === undefined ? outcome : 'unknown'),
    ending: ({ outcome }: AttemptRecord) => ({ startsGeneration: outcome === 'transient' && wasUndone(claimed) }),
    notRecorded: (_: AttemptRecord, cause: unknown) =>
      new StepStillUnknown('The result of the probe could not be recorded. The probe is repeated.', { cause }),
  };
  const { attempt, output, record } = await attemptStep(plugin, event, planned, rules, ports);
  // The callback arrived during the probe.
  if (record.answer !== undefined) return endByKeptAnswer(event, record, ports);
  if (attempt.outcome === 'succeeded') return { outcome: 'succeeded', output: output ?? {} };
  if (attempt.outcome === 'transient') throw notApplied(record, event);
  // Only a step with patience has a state that parks: it waits for the partner, not for the next probe.
  if (!event.asked && event.step.patience !== undefined && attempt.error?.name === 'PluginTransient')
    throw partnerUnavailable(attempt.error);
  throw new StepStillUnknown(`The partner cannot tell yet whether step "${event.step.id}" had its effect.`);
}

async function callOf(
  plugin: Plugin,
  event: StepEvent,
  claimed: StepRecord,
  order: OrderRecord,
  ports: StepHostPorts,
): Promise<PluginCall> {
  const decision = await decideStep(event, orderForPlugin(order)).catch(() => undefined);
  const selected = decision?.run ? { order: decision.order } : {};
  const lost = lastSent(claimed)?.startedAt;
  const mayStillRun =
    lost !== undefined && ports.now().getTime() < Date.parse(lost) + leaseMs(event.step.timeoutSeconds);
  return async (context) => {
    const found = (await plugin.probe?.({ ...context, ...selected })) ?? { applied: 'unknown' };
    if (found.applied === true) return { outcome: 'succeeded', output: checkOutput(found.output) };
    // The lost attempt may still be running: its effect may still happen.
    const isConclusive = !mayStillRun && !isUnconfirmed(claimed, event);
    return { outcome: found.applied === false && isConclusive ? 'transient' : 'unknown' };
  };
}

/** Returns whether the partner reported, in this run, that it does not know whether the effect happened. */
function isUnconfirmed({ attempts }: StepRecord, { run }: StepEvent): boolean {
  return attempts.some((attempt) => attempt.run === run && attempt.error?.code === EFFECT_UNCONFIRMED);
}

async function answerFromRecord(event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const record = await transientOnFailure(() => ports.steps.get(event.orderId, event.step.id));
  // A plugin is called only after its claim is written: without an open claim, nothing was lost.
  if (record === undefined) throw notApplied(undefined, event);
  if (hasActiveLease(record, ports.now().toISOString())) throw busy(record);
  if (record.status === 'transient' || record.status === 'pending') throw notApplied(record, event);
  return recordedAnswer(record, ports.now().toISOString());
}

function notApplied(record: StepRecord | undefined, { run, step }: StepEvent): Error {
  const found = (record?.attempts ?? []).filter(
    (attempt) => attempt.run === run && attempt.kind === 'probe' && attempt.outcome === 'transient',
  );
  if (found.length < MAX_NOT_APPLIED) return new StepNotApplied(`Step "${step.id}" had no effect. It runs again.`);
  const { code, message, publicMessage } = new PluginFailed('not applied', { code: 'not_applied' });
  return publicErrorOf({ name: 'PluginFailed', code, message, publicMessage });
}
