import { STEP_HOST_MARGIN_SECONDS } from '../../core/blueprint.ts';
import { PluginOutcomeUnknown, PluginTransient } from '../../core/errors/plugin-errors.ts';
import { StepBusy } from '../../core/errors/step-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { OrderStore } from '../order-store/order-store.ts';
import { fitAttempt } from '../order-store/shorten-attempts.ts';
import type { StepStore } from '../order-store/step-store.ts';
import { beginRun } from './begin-run.ts';
import { publicErrorOf } from './classify-error.ts';
import { decideStep, type StepDecision } from './decide-step.ts';
import { ABANDONED, recordedAnswer } from './recorded-answer.ts';
import { type PluginSurroundings, runPlugin } from './run-plugin.ts';
import type { StepAnswer, StepEvent } from './step-event.ts';

/** What the step host works with. */
export interface StepHostPorts extends PluginSurroundings {
  readonly orders: OrderStore;
  readonly steps: StepStore;
}

/**
 * The one piece of code around every plugin: reads the order, evaluates `when` and `select`, claims the step, calls the
 * plugin within its time and writes down how it ended. One read and two writes.
 *
 * A step that already succeeded answers from its record, and nobody is called; a step that another host holds is busy.
 *
 * @throws PluginDeclined, PluginFailed, PluginTransient, PluginOutcomeUnknown with what the customer may read
 * @throws StepBusy another host holds the claim
 * @throws StepRefused the order is not there, not at work, or in a later run
 */
export function createStepHost(plugin: Plugin, ports: StepHostPorts): (event: StepEvent) => Promise<StepAnswer> {
  return async (event) => {
    const order = await beforeTheCall(() => beginRun(event, ports.orders, ports.now()));
    const decision = await decideStep(event, order.payload).catch((error: unknown) => ({ error }));
    if ('run' in decision && !decision.run) return skip(event, decision.reason, ports);

    const now = ports.now();
    const leaseUntil = new Date(
      now.getTime() + (event.step.timeoutSeconds + STEP_HOST_MARGIN_SECONDS) * 1000,
    ).toISOString();
    const claim = { orderId: event.orderId, run: event.run, step: event.step, now: now.toISOString(), leaseUntil };
    const claimed = await beforeTheCall(() => ports.steps.claim(claim));
    if (claimed === undefined) return answerFromRecord(event, ports);
    return attempt(plugin, event, claimed, () => orderOf(decision), ports);
  };
}

async function attempt(
  plugin: Plugin,
  event: StepEvent,
  claimed: StepRecord,
  order: () => JsonObject,
  ports: StepHostPorts,
): Promise<StepAnswer> {
  const started = claimed.attempts.at(-1);
  if (started === undefined) throw new TypeError('Expected a claim to have an attempt.');
  const ending = await runPlugin(plugin, event, { started, number: claimed.attempts.length, order }, ports);
  const { output } = ending;
  const kept = await ports.steps
    .finish({
      orderId: event.orderId,
      claimed,
      attempt: fitAttempt(ending.attempt),
      ...(output !== undefined && { output }),
    })
    .catch((cause: unknown) => {
      if (ending.attempt.error !== undefined) throw publicErrorOf(ending.attempt.error);
      throw new PluginOutcomeUnknown('The step succeeded, but its result could not be written down.', {
        code: 'result_not_recorded',
        cause,
      });
    });
  if (!kept)
    throw new StepBusy(
      `Expected to hold step "${event.step.id}" until its end, found it claimed by another host. Its record decides.`,
    );
  if (ending.attempt.error !== undefined) throw publicErrorOf(ending.attempt.error);
  return { outcome: 'succeeded', output: output ?? {} };
}

async function skip(event: StepEvent, reason: string, ports: StepHostPorts): Promise<StepAnswer> {
  const claim = { orderId: event.orderId, run: event.run, step: event.step, now: ports.now().toISOString(), reason };
  const skipped = await beforeTheCall(() => ports.steps.skip(claim));
  return skipped ? { outcome: 'skipped', output: {} } : answerFromRecord(event, ports);
}

async function answerFromRecord(event: StepEvent, ports: StepHostPorts): Promise<StepAnswer> {
  const record = await beforeTheCall(() => ports.steps.get(event.orderId, event.step.id));
  if (record === undefined) throw new StepBusy(`Expected a record of step "${event.step.id}", found none yet.`);
  const abandoned = record.status === 'running' && record.leaseUntil < ports.now().toISOString();
  if (!abandoned) return recordedAnswer(record);
  const last = record.attempts.at(-1);
  if (last === undefined) throw new TypeError('Expected a running step to have an attempt.');
  await ports.steps.finish({
    orderId: event.orderId,
    claimed: record,
    attempt: { ...last, outcome: 'unknown', error: ABANDONED },
  });
  throw publicErrorOf(ABANDONED);
}

function orderOf(decision: StepDecision | { readonly error: unknown }): JsonObject {
  if ('error' in decision) throw decision.error;
  if (!decision.run) throw new TypeError('Expected a step that runs.');
  return decision.order;
}

/** A store that does not answer before the plugin was called has done no harm: the step is tried again. */
async function beforeTheCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Step')) throw error;
    throw new PluginTransient('The order store did not answer.', { code: 'store_unavailable', cause: error });
  }
}
