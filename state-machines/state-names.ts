/** Ends the process phase: the order is complete. */
export const COMPLETE_ORDER = 'Complete order';

/** Writes down why the order failed. */
export const FAIL_ORDER = 'Fail order';

/** Writes down that the outcome of a critical step is not known. */
export const HOLD_ORDER = 'Hold order';

/** The end of a failed run. */
export const ORDER_FAILED = 'Order failed';

/** The end of a run whose outcome a person must decide. */
export const ORDER_HELD = 'Order held';

/** Asks the plugin whether a step happened whose outcome is not known. */
export function reconcileOf(stepId: string): string {
  return `${stepId}: reconcile`;
}

/** Waits as long as the partner asked to. */
export function waitOf(stepId: string): string {
  return `${stepId}: wait`;
}

/** Undoes a step. */
export function undoOf(stepId: string): string {
  return `${stepId}: undo`;
}

/** Writes down that a step could not be undone; with the longest id, as long as a state's name may be. */
export function noteUndoFailureOf(stepId: string): string {
  return `${stepId}: undo failed`;
}

/** Writes down that a non-critical step failed. */
export function noteFailureOf(stepId: string): string {
  return `${stepId}: note failure`;
}
