/**
 * How one attempt of a step ended.
 *
 * - `running`: a host has claimed it.
 * - `waiting`: the call was made; the result comes with a callback.
 * - `succeeded`: the effect happened.
 * - `skipped`: `when`, `select` or an operator skipped the step.
 * - `declined`: the partner said no for a business reason.
 * - `failed`: the effect did not happen, and a retry will not help.
 * - `transient`: the effect did not happen, and a retry is safe.
 * - `unknown`: the effect may have happened.
 */
export const STEP_OUTCOMES = [
  'running',
  'waiting',
  'succeeded',
  'skipped',
  'declined',
  'failed',
  'transient',
  'unknown',
] as const;

/** How one attempt of a step ended; `running` while a host has claimed it. */
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/** How the step that ended a run can have ended. The words are those of `STEP_OUTCOMES`. */
export const FAILURE_OUTCOMES = [
  'declined',
  'failed',
  'transient',
  'unknown',
] as const satisfies readonly StepOutcome[];

/** How the step that ended a run ended. */
export type FailureOutcome = (typeof FAILURE_OUTCOMES)[number];

/**
 * The states of a step: the outcome of its latest attempt, and also
 *
 * - `pending`: no attempt yet; a callback may already have come.
 * - `probing`: a host asks the partner whether the effect happened.
 * - `undoing`: a host undoes the effect.
 * - `undone`: the effect was undone; another attempt is a new request to the partner, with a new idempotency key.
 * - `undo-failed`: the undo failed, so it is unknown what is left of the effect.
 */
export const STEP_STATUSES = ['pending', ...STEP_OUTCOMES, 'probing', 'undoing', 'undone', 'undo-failed'] as const;

/** One of the states of a step. */
export type StepStatus = (typeof STEP_STATUSES)[number];

/**
 * What an attempt does: `run` the step, `probe` whether its effect happened, `undo` it, or `heal` it, i.e. run a failed
 * non-critical step again after completion.
 */
export const ATTEMPT_KINDS = ['run', 'probe', 'undo', 'heal'] as const;

/** What an attempt does. */
export type AttemptKind = (typeof ATTEMPT_KINDS)[number];
