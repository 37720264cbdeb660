import type { StepAnswer, StepEvent } from '../../blueprint/wire/step-event.ts';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { StepNotApplied, StepStillUnknown } from '../../core/errors/step-errors.ts';
import type { AttemptRecord, OrderRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { hasActiveLease, wasUndone } from '../order-store/step-state.ts';
import { attemptStep, beforeTheCall, claimStep, leaseEnd } from './attempt-step.ts';
import { endByKeptAnswer } from './callback-step.ts';
import { publicErrorOf } from './classify-error.ts';
import { decideStep, orderForPlugin } from './decide-step.ts';
import { beginRun } from './find-run.ts';

import { busy, lastRun, recordedAnswer } from './recorded-answer.ts';
import { checkOutput, type PluginCall } from './run-plugin.ts';
import type { StepHostPorts } from './step-host-ports.ts';

/** How often in a run a step may turn out not to have happened before it counts as failed. */
const MOST_NOT_APPLIED = 3;

/**
 * Finds out what became of a step whose outcome is not known.
 *
 * @throws StepNotApplied it did not happen: it may run again
 * @throws StepStillUnknown the partner cannot tell yet
 * @throws StepBusy another host holds it, and may still have its effect, or an answer could not be written down
 * @throws PluginDeclined, PluginFailed its record says that it failed, or it did not happen several times over
 */
export async function probeStep(plugin: Plugin, event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const order = await beforeTheCall(() => beginRun(event, ports.orders, ports.now()));
  return probeOnce(plugin, event, order, ports);
}

/** One probe of a step of an order that is at work, or that went on without it. */
export async function probeOnce(
  plugin: Plugin,
  event: StepEvent,
  order: OrderRecord,
  ports: StepHostPorts,
): Promise<StepAnswer> {
  const claimed = await claimStep(event, 'probe', ports);
  if (claimed === undefined) return answerFromRecord(event, ports);
  const made = {
    claimed,
    order: () => orderForPlugin(order),
    call: await callOf(plugin, event, claimed, order, ports),
  };
  const rules = {
    // The partner said nothing, or something that is no answer: that leaves the outcome as it was.
    outcome: ({ error, outcome }: AttemptRecord) => (error === undefined ? outcome : 'unknown'),
    ending: ({ outcome }: AttemptRecord) => ({ startsGeneration: outcome === 'transient' && wasUndone(claimed) }),
    notRecorded: (_: AttemptRecord, cause: unknown) =>
      new StepStillUnknown('The probe could not be written down; it is made again.', { cause }),
  };
  const { attempt, output, record } = await attemptStep(plugin, event, made, rules, ports);
  // The callback came while the partner was asked.
  if (record.answer !== undefined) return endByKeptAnswer(event, record, ports);
  if (attempt.outcome === 'succeeded') return { outcome: 'succeeded', output: output ?? {} };
  if (attempt.outcome === 'transient') throw notApplied(record, event);
  throw new StepStillUnknown(
    `Expected to learn whether step "${event.step.id}" happened; the partner cannot tell yet.`,
  );
}

async function callOf(
  plugin: Plugin,
  event: StepEvent,
  claimed: StepRecord,
  order: OrderRecord,
  ports: StepHostPorts,
): Promise<PluginCall> {
  const decision = await decideStep(event, orderForPlugin(order)).catch(() => undefined);
  const seen = decision?.run ? { order: decision.order } : {};
  const lost = lastRun(claimed)?.startedAt;
  const isUnderWay = lost !== undefined && ports.now().getTime() < leaseEnd(new Date(lost), event.step.timeoutSeconds);
  return async (context) => {
    const found = (await plugin.probe?.({ ...context, ...seen })) ?? { applied: 'unknown' };
    if (found.applied === true) return { outcome: 'succeeded', output: checkOutput(found.output) };
    // While the lost call may still be under way, what is not there yet may come.
    return { outcome: found.applied === false && !isUnderWay ? 'transient' : 'unknown' };
  };
}

async function answerFromRecord(event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const record = await beforeTheCall(() => ports.steps.get(event.orderId, event.step.id));
  // A plugin is called only after its claim is written: without one, or with one that ended, nothing was lost.
  if (record === undefined) throw notApplied(undefined, event);
  if (hasActiveLease(record, ports.now().toISOString())) throw busy(record);
  if (record.status === 'transient' || record.status === 'pending') throw notApplied(record, event);
  return recordedAnswer(record, ports.now().toISOString());
}

function notApplied(record: StepRecord | undefined, { run, step }: StepEvent): Error {
  const found = (record?.attempts ?? []).filter(
    (attempt) => attempt.run === run && attempt.kind === 'probe' && attempt.outcome === 'transient',
  );
  if (found.length < MOST_NOT_APPLIED) return new StepNotApplied(`Step "${step.id}" did not happen; it runs again.`);
  const { code, message, publicMessage } = new PluginFailed('not applied', { code: 'not_applied' });
  return publicErrorOf({ name: 'PluginFailed', code, message, publicMessage });
}
