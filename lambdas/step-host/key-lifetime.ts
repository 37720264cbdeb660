import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { KEY_EXPIRED, PluginOutcomeUnknown } from '../../core/errors/plugin-errors.ts';
import { idempotencyKeyOf } from '../../core/order/order-ids.ts';
import type { AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { Plugin } from '../../core/plugin/define-plugin.ts';
import { idempotencyOf } from '../../core/plugin/step-traits.ts';
import { isLost, lostAttempt, maySend } from './attempt-history.ts';
import { leaseMs } from './lease.ts';

const HOUR_MS = 3_600_000;

/**
 * Returns whether the partner may have forgotten the step's earlier requests before this attempt ends.
 *
 * A partner counts from the first request that it stored under the key. This counts from the start of the first attempt that
 * may have made one, to the end of this attempt's lease. The first attempt after the key is certainly forgotten starts anew.
 *
 * @param claimed the step as it was claimed for the attempt
 */
export function isKeyExpired(plugin: Plugin, { step }: StepEvent, claimed: StepRecord): boolean {
  const { forHours, keeps } = idempotencyOf(plugin, step.options) ?? { forHours: 0, keeps: 'all-answers' };
  if (forHours === 'ever') return false;
  const lifetimeMs = forHours * HOUR_MS;
  const stored = claimed.attempts.slice(0, -1).filter(keeps === 'all-answers' ? maySend : isLost);
  const [first, ...later] = stored.map(({ startedAt }) => Date.parse(startedAt));
  if (first === undefined) return false;
  const anewAfterMs = leaseMs(step.timeoutSeconds) + lifetimeMs;
  const start = later.reduce((current, at) => (at >= current + anewAfterMs ? at : current), first);
  return Date.parse(claimed.leaseUntil) >= start + lifetimeMs;
}

/**
 * Returns why the step must be probed before it is sent again; undefined if it may be sent: no earlier attempt may have had its
 * effect, or the partner still recognises the repeat.
 *
 * @param claimed the step as it was claimed for the attempt
 */
export function repeatRefusal(plugin: Plugin, event: StepEvent, claimed: StepRecord): PluginOutcomeUnknown | undefined {
  const lost = lostAttempt(claimed);
  if (lost === undefined || isConfirmed(lost, claimed) || !isKeyExpired(plugin, event, claimed)) return undefined;
  const { forHours = 0 } = idempotencyOf(plugin, event.step.options) ?? {};
  const key = idempotencyKeyOf(event.orderId, event.step.id, claimed.generation);
  return new PluginOutcomeUnknown(
    `Nothing was sent: the attempt of ${lost.startedAt} may have had its effect, and its partner recognises a repeat for ${forHours} hours only. If no probe finds out, look up the request ${key} of that time in the partner's system, then complete, retry or skip the step.`,
    { code: KEY_EXPIRED },
  );
}

/** A retry by an operator confirms that the attempts before it had no effect. */
function isConfirmed({ startedAt }: AttemptRecord, { operations = [] }: StepRecord): boolean {
  return operations.some(({ action, at }) => action === 'retry' && at > startedAt);
}
