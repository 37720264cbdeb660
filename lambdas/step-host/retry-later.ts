import { encodeError, encodePostponedError } from '../../blueprint/wire/error.ts';
import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { PluginRetryLater } from '../../core/errors/step-errors.ts';
import type { AttemptError, AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { AttemptKind } from '../../core/order/step-status.ts';
import type { StepEffect } from '../../core/sequence/sequence.ts';
import { partnerUnavailable } from './admit-attempt.ts';
import { publicErrorOf } from './classify-error.ts';

/** The shortest wait that the state machine handles. Shorter ones are left to the step's own retries. */
const MIN_WAIT_SECONDS = 5;

/** The longest wait that a partner may ask for. If it asks for more, the step fails. */
const MAX_WAIT_SECONDS = 86_400;

/** A step with patience is parked for longer waits, so that everybody can see for what it waits. */
const MAX_PATIENT_WAIT_SECONDS = 60;

/** How often a partner may postpone a heal; a heal has as many retries. */
const HEAL_WAITS = 10;

/** The errors after which a plugin is called again, by its effect. */
const REPEATED: Readonly<Record<StepEffect, readonly string[]>> = {
  idempotent: ['PluginTransient', 'PluginOutcomeUnknown'],
  'at-most-once': ['PluginTransient'],
};

/** Returns when the next attempt is due, if the partner asked for a wait. */
export function nextTryAt({ error }: AttemptRecord, effect: StepEffect, now: Date): Pick<AttemptRecord, 'nextTryAt'> {
  const seconds = waitOf(error, effect);
  return seconds === undefined ? {} : { nextTryAt: new Date(now.getTime() + seconds * 1000).toISOString() };
}

/**
 * Returns the error to throw after a failed attempt.
 *
 * If the partner asked for a wait, the error is PluginRetryLater and a Wait state waits that long, because a Retry has a
 * fixed delay. The number of waits is limited to that of the step's retries; after that the step fails, or is parked if it has
 * patience.
 *
 * @param record the step with the attempt
 */
export function endingError(error: AttemptError, record: StepRecord, event: StepEvent, kind: AttemptKind): Error {
  const seconds = waitOf(error, event.step.effect);
  if (seconds === undefined) return publicErrorOf(error);
  const waits = record.attempts.filter(
    (attempt) => attempt.run === event.run && (attempt.kind ?? 'run') === kind && attempt.nextTryAt !== undefined,
  );
  const maxWaits = kind === 'heal' ? HEAL_WAITS : event.step.retry.maxAttempts;
  const isParked = event.step.patience !== undefined && kind === 'run' && error.name === 'PluginTransient';
  if (isParked && (waits.length > maxWaits || seconds > MAX_PATIENT_WAIT_SECONDS)) return partnerUnavailable(error);
  if (waits.length > maxWaits || seconds > MAX_WAIT_SECONDS) return new PluginFailed(encodeError(error), { ...error });
  return new PluginRetryLater(encodePostponedError({ ...error, seconds }));
}

function waitOf(error: AttemptError | undefined, effect: StepEffect): number | undefined {
  const seconds = Math.ceil(error?.retryAfterSeconds ?? 0);
  return REPEATED[effect].includes(error?.name ?? '') && seconds >= MIN_WAIT_SECONDS ? seconds : undefined;
}
