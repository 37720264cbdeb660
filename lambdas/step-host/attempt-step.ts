import { STEP_HOST_MARGIN_SECONDS } from '../../blueprint/functions/plugin-functions.ts';
import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { PluginTransient } from '../../core/errors/plugin-errors.ts';
import { StepBusy } from '../../core/errors/step-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { AttemptKind } from '../../core/order/step-status.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { fitAttempt } from '../order-store/shorten-attempts.ts';
import type { StepEnding } from '../order-store/step-store.ts';
import { nextTryAt } from './retry-later.ts';
import { type PluginAttempt, runPlugin } from './run-plugin.ts';
import type { StepHostPorts } from './step-host-ports.ts';

/** An attempt that ended and was written down. */
export interface EndedAttempt {
  readonly attempt: AttemptRecord;
  readonly output: JsonObject | undefined;
  /** The step after it. */
  readonly record: StepRecord;
}

/** What an attempt's end makes of the step, and what to throw when that could not be written down. */
export interface AttemptRules {
  /** What the attempt says of the step, where that is not what its own end says. */
  outcome?(attempt: AttemptRecord): AttemptRecord['outcome'];
  ending?(attempt: AttemptRecord): Pick<StepEnding, 'status' | 'startsGeneration'>;
  notRecorded(attempt: AttemptRecord, cause: unknown): Error;
}

/** Claims a step for an attempt; undefined when it may not be made now. */
export function claimStep(
  event: StepEvent,
  kind: AttemptKind,
  { steps, now }: Pick<StepHostPorts, 'steps' | 'now'>,
): Promise<StepRecord | undefined> {
  const { orderId, run, step, taskToken } = event;
  const at = now();
  const leaseUntil = new Date(leaseEnd(at, step.timeoutSeconds)).toISOString();
  const token = kind === 'run' && taskToken !== undefined ? { taskToken } : {};
  return beforeTheCall(() => steps.claim({ orderId, run, step, kind, now: at.toISOString(), leaseUntil, ...token }));
}

/** When the claim of an attempt ends, in milliseconds since the epoch: by then its function has ended too. */
export function leaseEnd(startedAt: Date, timeoutSeconds: number): number {
  return startedAt.getTime() + (timeoutSeconds + STEP_HOST_MARGIN_SECONDS) * 1000;
}

/**
 * Makes the attempt that a step was claimed for, and writes down how it ended. How it ended is in the answer.
 *
 * @throws StepBusy another host took over
 * @throws what the rules say, when the end could not be written down
 */
export async function attemptStep(
  plugin: Plugin,
  event: StepEvent,
  made: PluginAttempt,
  rules: AttemptRules,
  ports: StepHostPorts,
): Promise<EndedAttempt> {
  const { attempt: ended, output } = await runPlugin(plugin, event, made, ports);
  const outcome = rules.outcome?.(ended) ?? ended.outcome;
  const attempt = { ...ended, outcome, ...nextTryAt(ended, event.step.effect, ports.now()) };
  const ending = {
    orderId: event.orderId,
    claimed: made.claimed,
    attempt: fitAttempt(attempt),
    ...(output !== undefined && { output }),
    ...rules.ending?.(attempt),
  };
  const record = await ports.steps.finish(ending).catch((cause: unknown) => {
    throw rules.notRecorded(attempt, cause);
  });
  if (record === undefined)
    throw new StepBusy(
      `Expected to hold step "${event.step.id}" until its end, found it claimed by another host. Its record decides.`,
    );
  return { attempt, output, record };
}

/** A store that does not answer before the plugin was called has done no harm: the step is tried again. */
export async function beforeTheCall<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && error.name.startsWith('Step')) throw error;
    throw new PluginTransient('The order store did not answer.', { code: 'store_unavailable', cause: error });
  }
}
