import { encodeError, encodePostponedError } from '../../blueprint/wire/error.ts';
import type { StepEvent } from '../../blueprint/wire/step-event.ts';
import { PluginFailed } from '../../core/errors/plugin-errors.ts';
import { PluginRetryLater } from '../../core/errors/step-errors.ts';
import type { AttemptError, AttemptRecord, StepRecord } from '../../core/order/order-record.ts';
import type { AttemptKind } from '../../core/order/step-status.ts';
import type { PluginEffect } from '../../core/sequence/sequence.ts';
import { publicErrorOf } from './classify-error.ts';

/** A shorter wait is left to the step's own retries. */
const SHORTEST_WAIT_SECONDS = 5;

/** A partner that asks for a longer one cannot be waited for. */
const LONGEST_WAIT_SECONDS = 86_400;

/** How often a heal lets itself be put off; its own retries are as many. */
const HEAL_WAITS = 10;

/** The errors after which a plugin of each kind is called again. */
const REPEATED: Readonly<Record<PluginEffect, readonly string[]>> = {
  idempotent: ['PluginTransient', 'PluginOutcomeUnknown'],
  'at-most-once': ['PluginTransient'],
};

/** When the next attempt is due after one that the partner put off; nothing after any other. */
export function nextTryAt({ error }: AttemptRecord, effect: PluginEffect, now: Date): Pick<AttemptRecord, 'nextTryAt'> {
  const seconds = waitOf(error, effect);
  return seconds === undefined ? {} : { nextTryAt: new Date(now.getTime() + seconds * 1000).toISOString() };
}

/**
 * The error that leaves the function after an attempt that ended badly.
 *
 * Where the partner said how long to wait, the state machine waits that long (PluginRetryLater); a Retry could only
 * wait as its definition says. It does so as often as the step is retried; after that the step has failed.
 *
 * @param record the step with the attempt
 */
export function endingError(error: AttemptError, record: StepRecord, event: StepEvent, kind: AttemptKind): Error {
  const seconds = waitOf(error, event.step.effect);
  if (seconds === undefined) return publicErrorOf(error);
  const waits = record.attempts.filter(
    (attempt) => attempt.run === event.run && (attempt.kind ?? 'run') === kind && attempt.nextTryAt !== undefined,
  );
  const most = kind === 'heal' ? HEAL_WAITS : event.step.retry.maxAttempts;
  if (waits.length > most || seconds > LONGEST_WAIT_SECONDS) return new PluginFailed(encodeError(error), { ...error });
  return new PluginRetryLater(encodePostponedError({ ...error, seconds }));
}

function waitOf(error: AttemptError | undefined, effect: PluginEffect): number | undefined {
  const seconds = Math.ceil(error?.retryAfterSeconds ?? 0);
  return REPEATED[effect].includes(error?.name ?? '') && seconds >= SHORTEST_WAIT_SECONDS ? seconds : undefined;
}
