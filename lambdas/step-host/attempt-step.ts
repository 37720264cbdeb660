import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { StepBusy } from '../../core/errors/step-errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { AttemptKind } from '../../core/order/step-status.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { fitAttempt } from '../order-store/shorten-attempts.ts';
import type { StepEnding } from '../order-store/step-store.ts';
import { learnFrom } from './admit-attempt.ts';
import { leaseMs } from './lease.ts';
import { nextTryAt } from './retry-later.ts';
import { type PluginAttempt, runPlugin } from './run-plugin.ts';
import type { StepHostPorts } from './step-host-ports.ts';
import { transientOnFailure } from './transient-on-failure.ts';

/** An attempt that ended and was recorded. */
export interface EndedAttempt {
  readonly attempt: AttemptRecord;
  readonly output: JsonObject | undefined;
  /** The step after the attempt. */
  readonly record: StepRecord;
  /** Whether orders with patience now wait for the step's connection. */
  readonly isOpen: boolean;
}

/** How an attempt's outcome changes the step, and what to throw if it could not be recorded. */
export interface AttemptRules {
  /** Returns the outcome to record. @default the attempt's own */
  outcome?(attempt: AttemptRecord): AttemptRecord['outcome'];
  /** Returns how the step changes, besides its outcome. @default nothing */
  ending?(attempt: AttemptRecord): Pick<StepEnding, 'status' | 'startsGeneration'>;
  notRecorded(attempt: AttemptRecord, cause: unknown): Error;
}

/** Claims a step for an attempt. Returns undefined if the attempt must not be made now. */
export function claimStep(
  event: StepEvent,
  kind: AttemptKind,
  { steps, now, incarnation }: Pick<StepHostPorts, 'steps' | 'now' | 'incarnation'>,
): Promise<StepRecord | undefined> {
  const { orderId, run, step, taskToken } = event;
  const at = now();
  const leaseUntil = new Date(at.getTime() + leaseMs(step.timeoutSeconds)).toISOString();
  const token = kind === 'run' && taskToken !== undefined ? { taskToken } : {};
  return transientOnFailure(() =>
    steps.claim({
      orderId,
      run,
      step,
      kind,
      now: at.toISOString(),
      leaseUntil,
      ...token,
      ...(incarnation !== undefined && { incarnation }),
    }),
  );
}

/**
 * Makes the attempt that a step was claimed for, and records how it ended.
 *
 * @throws StepBusy another host has claimed the step since
 * @throws the error of `rules.notRecorded` if the end could not be recorded
 */
export async function attemptStep(
  plugin: Plugin,
  event: StepEvent,
  planned: PluginAttempt,
  rules: AttemptRules,
  ports: StepHostPorts,
): Promise<EndedAttempt> {
  const { attempt: ended, output } = await runPlugin(plugin, event, planned, ports);
  const outcome = rules.outcome?.(ended) ?? ended.outcome;
  const attempt = { ...ended, outcome, ...nextTryAt(ended, event.step.effect, ports.now()) };
  const ending = {
    orderId: event.orderId,
    claimed: planned.claimed,
    attempt: fitAttempt(attempt),
    ...(output !== undefined && { output }),
    ...rules.ending?.(attempt),
    // The state machine of a step with a callback gives its runs a token.
    mayBeAnswered: event.taskToken !== undefined || (event.mode ?? 'run') !== 'run',
  };
  const record = await ports.steps.finish(ending).catch((cause: unknown) => {
    throw rules.notRecorded(attempt, cause);
  });
  if (record === undefined)
    throw new StepBusy(
      `Another host claimed step "${event.step.id}" before this attempt ended. The step's record decides.`,
    );
  return { attempt, output, record, isOpen: await learnFrom(event, ended, ports) };
}
