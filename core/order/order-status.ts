/**
 * The states of an order, with their meaning and what ends each.
 *
 * - `submitted`: stored; no step of the latest run has started. Ends with the first attempt of the run, with an empty sequence
 *   (complete), or when the run ends before its first step (failed).
 * - `processing`: a run is active. Ends with the run.
 * - `complete`: every critical step succeeded. Final; post-process steps change `degraded`, never this.
 * - `failed`: a critical step failed. Ends with a resume, which adds a run and makes the order `submitted`, or with a cancel.
 * - `held`: the outcome of a critical step is unknown, or a person must decide. Ends like `failed`.
 * - `cancelled`: stopped by an operator. Final.
 */
export const ORDER_STATUSES = ['submitted', 'processing', 'complete', 'failed', 'held', 'cancelled'] as const;

/** One of the states of an order. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** The transitions from each state. Every write of a status is conditional on the previous one. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  submitted: ['processing', 'complete', 'failed', 'held', 'cancelled'],
  processing: ['complete', 'failed', 'held', 'cancelled'],
  complete: [],
  failed: ['submitted', 'cancelled'],
  held: ['submitted', 'cancelled'],
  cancelled: [],
};

/** The initial state of an order. */
export const INITIAL_STATUS: OrderStatus = 'submitted';

/** Returns the states from which an order can change to a state: the condition of that write. */
export function statusesBefore(status: OrderStatus): readonly OrderStatus[] {
  return ORDER_STATUSES.filter((from) => ORDER_TRANSITIONS[from].includes(status));
}

/** Returns whether an order is at rest: no run is active. */
export function isAtRest(status: OrderStatus): boolean {
  return status !== 'submitted' && status !== 'processing';
}
