/**
 * How one attempt of a step ended.
 *
 * - `running`: a host holds it.
 * - `waiting`: the call was made, and its answer comes by a callback.
 * - `succeeded`: it happened.
 * - `skipped`: `when` or `select`, or an operator, passed the step over.
 * - `declined`: the partner said no, as a business answer.
 * - `failed`: it did not happen, and will not by trying again.
 * - `transient`: it did not happen, and trying again is safe.
 * - `unknown`: it may have happened.
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

/** How one attempt of a step ended; `running` while a host holds it. */
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

/**
 * The states of a step: those of its latest attempt, and
 *
 * - `pending`: no attempt yet; a callback may have come already.
 * - `probing`: a host asks the partner whether it happened.
 * - `undoing`: a host undoes it.
 * - `undone`: it was undone; another attempt is a new request to the partner, with a new idempotency key.
 * - `undo-failed`: undoing it failed, so nobody knows what is left of it.
 */
export const STEP_STATUSES = ['pending', ...STEP_OUTCOMES, 'probing', 'undoing', 'undone', 'undo-failed'] as const;

/** One of the states of a step. */
export type StepStatus = (typeof STEP_STATUSES)[number];

/**
 * What an attempt does: `run` the step, `probe` whether it happened, `undo` it, or `heal`: run a step that the order went
 * on without.
 */
export const ATTEMPT_KINDS = ['run', 'probe', 'undo', 'heal'] as const;

/** What an attempt does. */
export type AttemptKind = (typeof ATTEMPT_KINDS)[number];
