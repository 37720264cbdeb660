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

/** Writes down that a non-critical step failed. */
export function noteFailureOf(stepId: string): string {
  return `${stepId}: note failure`;
}
