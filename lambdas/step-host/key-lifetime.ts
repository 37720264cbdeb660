import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { counted } from '../../core/counted.ts';
import { KEY_EXPIRED, PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import { idempotencyKeyOf } from '../../core/order/order-ids.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import type { Idempotency } from '../../core/plugin/idempotency.ts';
import { idempotencyOf } from '../../core/plugin/step-traits.ts';
import { lostAttempts, maySend } from './attempt-history.ts';
import { leaseMs } from './lease.ts';

const HOUR_MS = 3_600_000;

/** A partner that recognises no repeat. */
const NEVER: Idempotency = { forHours: 0, keeps: 'all-answers' };

/**
 * Returns why the step must be probed before it is sent again; undefined if it may be sent: no earlier attempt may have had its
 * effect, or the partner still recognises the repeat.
 *
 * The partner must recognise it until the lease of this attempt ends, whose margin covers differences between clocks.
 *
 * @param claimed the step as it was claimed for the attempt
 */
export function repeatRefusal(plugin: Plugin, event: StepEvent, claimed: StepRecord): PluginOutcomeUnknown | undefined {
  const lost = lostAttempts(claimed).find((attempt) => !isConfirmed(attempt, claimed));
  if (lost === undefined) return undefined;
  const { forHours, keeps } = idempotencyOf(plugin, event.step.options) ?? NEVER;
  if (forHours === 'ever') return undefined;
  const lifetimeMs = forHours * HOUR_MS;
  const first = keeps === 'successes' ? timeOf(lost) : keyStart(lost, claimed, lifetimeMs, event);
  if (Date.parse(claimed.leaseUntil) < first + lifetimeMs) return undefined;
  const key = idempotencyKeyOf(event.orderId, event.step.id, claimed.generation);
  return new PluginOutcomeUnknown(
    `Nothing was sent: the attempt of ${lost.startedAt} may have had its effect, and its partner recognises a repeat for ${counted(forHours, 'hour')} only. If no probe finds out, look up the request ${key} of that time in the partner's system, then complete, retry or skip the step.`,
    { code: KEY_EXPIRED },
  );
}

/** Returns whether the partner may have forgotten an earlier request of the step before this attempt ends. */
export function mayBeForgotten(plugin: Plugin, { step }: StepEvent, claimed: StepRecord): boolean {
  const first = claimed.attempts.slice(0, -1).find(maySend);
  if (first === undefined) return false;
  const { forHours } = idempotencyOf(plugin, step.options) ?? NEVER;
  if (forHours === 'ever') return false;
  return Date.parse(claimed.leaseUntil) >= timeOf(first) + forHours * HOUR_MS;
}

/**
 * Returns when the partner stored the key that an attempt sent, at the earliest: with the first attempt that may have sent it,
 * or with the first after it was certainly forgotten.
 */
function keyStart(lost: AttemptRecord, { attempts }: StepRecord, lifetimeMs: number, { step }: StepEvent): number {
  const sent = attempts.slice(0, attempts.indexOf(lost) + 1).filter(maySend);
  const forgottenAfterMs = leaseMs(step.timeoutSeconds) + lifetimeMs;
  return sent.map(timeOf).reduce((start, at) => (at >= start + forgottenAfterMs ? at : start));
}

/** A retry by an operator confirms that the attempts before it had no effect. */
function isConfirmed({ startedAt }: AttemptRecord, { operations = [] }: StepRecord): boolean {
  return operations.some(({ action, at }) => action === 'retry' && at > startedAt);
}

function timeOf({ startedAt }: AttemptRecord): number {
  return Date.parse(startedAt);
}
