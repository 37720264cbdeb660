/** Completes the order after the process phase. */
export const COMPLETE_ORDER = 'Complete order';

/** Records why the order failed. */
export const FAIL_ORDER = 'Fail order';

/** Records that the outcome of a critical step is unknown. */
export const HOLD_ORDER = 'Hold order';

/** The end of a failed run. */
export const ORDER_FAILED = 'Order failed';

/** The end of a run whose outcome a person must decide. */
export const ORDER_HELD = 'Order held';

/** Probes a step whose outcome is unknown. */
export function reconcileOf(stepId: string): string {
  return `${stepId}: reconcile`;
}

/** Waits for the partner's Retry-After. */
export function waitOf(stepId: string): string {
  return `${stepId}: wait`;
}

/** Parks an order because a state's partner is unavailable. */
export function parkOf(state: string): string {
  return `${state}: park`;
}

/** Parks an order because its partner is unavailable, and an attempt may have had its effect: a repeat with the same key is safe. */
export function parkUnknownOf(stepId: string): string {
  return `${stepId}: park unknown`;
}

/** Undoes a step. */
export function undoOf(stepId: string): string {
  return `${stepId}: undo`;
}

/** Records that a step could not be undone. */
export function noteUndoFailureOf(stepId: string): string {
  return `${stepId}: undo failed`;
}

/** Records that a non-critical step failed. */
export function noteFailureOf(stepId: string): string {
  return `${stepId}: note failure`;
}
